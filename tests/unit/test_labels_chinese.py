"""Chinese replies by their build: who does what when, which door, what is asked, and what an answer tells besides."""

from __future__ import annotations

import pytest

from reports.labels import function

REPAIR = ((r"维修|检测",), (r"网点|官网|[0-9]+天",))


def named(text: str) -> str:
    """What a message does, without knowing the question."""
    return function.judge(text, ()).function


class TestHandedOnOrAtWork:
    @pytest.mark.parametrize(
        "text",
        [
            "好的，豆豆这就为您反馈，请放心。",
            "您好，已向相关人员反馈，请知悉，谢谢！",
            "非常感谢您的建议，我们会将您的建议反馈给产品部门。",
            "抱歉，我会将您说的情况及时告知店长等负责人。",
        ],
    )
    def test_handed_on_alone_is_a_receipt(self, text: str) -> None:
        assert named(text) == "acknowledgement"

    @pytest.mark.parametrize(
        "text",
        [
            "抱歉，已将此情况反馈至网站的技术人员进行调试。",
            "好的，我记录下来转给开发团队进行分析。",
            "感谢支持，我们会尽快去检修设备的。",
            "抱歉，师傅定会努力抢修。",
            "我们会在后续版本修复。",
            "您好，已收到您的私信，稍后和您私信沟通。",
            "抱歉，我们会尽快为您解答。",
            "抱歉，话务繁忙时接通率会降低。关于您的问题，工作人员正在积极核查。",
        ],
    )
    def test_whoever_is_to_work_on_it_holds(self, text: str) -> None:
        assert named(text) == "holding"

    @pytest.mark.parametrize(
        "text",
        [
            "您好，经工作人员核实该路灯不属于我们管理。",
            "您好，系统已经自动退款了。",
            "我们不能对正在使用的账户暂停处理。",
        ],
    )
    def test_what_was_found_is_not_used_up(self, text: str) -> None:
        assert function.judge(text, ((r"路灯|退款|暂停",), (r"不属于|已经|不能",))).function == "substantive"


class TestDoors:
    @pytest.mark.parametrize(
        "text",
        [
            "方便私信提供一下手机号码吗？",
            "能否私信下您的单号，以便核查？",
            "如您需要帮助可将您的姓名、联系方式私信给我们，我们会为您查证！",
            "亲，方便的话加一下QQ 123456，技术帮您看看。",
            "那麻烦您再到售后那里检测一下，师傅会帮您处理的。",
            "您的问题已经电话联系您处理完毕。",
            "您的问题小编已回复，请您留意查收。",
            "建议您关注官微近期活动哟",
            "改期的事需要与航司进行沟通的哦。",
            "请您将这个情况反馈至论坛的版块。",
            "已知悉，建议您可将具体情况@本地的客服 反馈哦",
        ],
    )
    def test_sent_elsewhere(self, text: str) -> None:
        assert named(text) == "deflection"

    @pytest.mark.parametrize(
        "text",
        [
            "打开电话进入拨号盘，输入星号井号。",
            "您的资料都属于隐私信息，我们会严密保护。",
            "我们会加强工作人员的服务培训。",
            "请您谅解，销户是要回归属地的营业厅办理的。",
        ],
    )
    def test_words_that_only_look_like_doors(self, text: str) -> None:
        assert named(text) != "deflection"

    def test_a_counter_or_a_form_may_be_the_way(self) -> None:
        assert function.judge("维修请您在官网提交申请。", ()).function == "deflection"
        assert function.judge("维修请您在官网提交申请。", REPAIR).function == "substantive"


class TestAsked:
    @pytest.mark.parametrize(
        "text",
        [
            "缓存满没满",
            "手机端还是网页呢亲",
            "请问您用的版本号是多少，以便我们核实。",
            "请问您在使用中遇到什么问题吗？",
            "商品是否有修好呢",
            "求截图",
            "如方便烦请告知下订单号，我们收到后会尽快跟进。",
            "麻烦您的姓名、手机号和地址，帮您查一下。",
            "请问您是每次都这样，还是偶尔才出现呢？",
        ],
    )
    def test_demands_of_many_builds(self, text: str) -> None:
        assert named(text) == "information_request"

    @pytest.mark.parametrize(
        "text",
        [
            "请您擦一下屏幕，再解锁看是否还会这样呢？",
            "试试别的浏览器能播么",
            "好像没有白色的吧",
            "请检查设置，是否有应用禁止联网，取消即可。",
        ],
    )
    def test_a_step_put_as_a_question_asks_nothing(self, text: str) -> None:
        assert named(text) != "information_request"


class TestAWayBesides:
    """Without a criterion a message that tells a step may be the answer, whatever it asks or offers besides."""

    @pytest.mark.parametrize(
        "text",
        [
            "请问是什么型号？建议您重启后再试。",
            "是新版本的吗？可以卸载，重新安装试下。",
            "请您清除缓存，如果还是不行请您私信我们您的账号。",
            "您好，卸载后再装一遍，我们会记录并提交测试部门。",
        ],
    )
    def test_it_is_not_named_by_what_stands_beside(self, text: str) -> None:
        assert named(text) == "unclear"

    @pytest.mark.parametrize("text", ["您是否尝试重启？", "重启后还出现过吗？", "您之前试过重启吗？"])
    def test_a_step_that_is_asked_about_is_none(self, text: str) -> None:
        assert named(text) == "information_request"

    def test_with_a_criterion_nothing_changes(self) -> None:
        asks = "请问是什么型号？建议您重启后再试。"
        assert function.judge(asks, ((r"退款",), (r"三天",))).function == "information_request"


class TestFeelings:
    @pytest.mark.parametrize("text", ["都爱死你啦", "太可爱了亲", "淡定哦", "必须有", "这道菜真好看"])
    def test_few_words_of_feeling_are_a_courtesy(self, text: str) -> None:
        assert named(text) == "acknowledgement"

    @pytest.mark.parametrize("text", ["这个套餐很不错哦，可以办理", "厉害的是这个功能目前免费", "您觉得可爱吗？"])
    def test_a_thing_or_a_way_is_more(self, text: str) -> None:
        assert named(text) != "acknowledgement"

    def test_they_keep_their_words(self) -> None:
        assert function.judge("退款必须有", ((r"退款",), (r"必须有",))).function == "substantive"

    def test_an_apology_does_not_swallow_a_no(self) -> None:
        no = "很抱歉当前系统内是没有这个功能的"
        assert function.judge(no, ((r"功能",), (r"没有",))).function == "substantive"


class TestClosings:
    @pytest.mark.parametrize(
        "text",
        [
            "不客气的！如您在使用我们产品的过程中遇到什么问题，您都可以跟我们联系哦！再次感谢您！",
            "很抱歉。今后您可以随时咨询我们客服，会为您解答相关问题的，还请您放心。",
            "感谢您的支持如有需要您可以随时联系我们～",
        ],
    )
    def test_a_door_for_later_is_no_deflection(self, text: str) -> None:
        assert named(text) == "acknowledgement"


class TestMarksAreNoThanks:
    def test_a_door_after_an_address_is_no_closing(self) -> None:
        assert named("亲，如果还是不行，可以致电我们。") == "deflection"

    def test_other_courtesies(self) -> None:
        assert named("很抱歉，未能给您更好的帮助，深感遗憾。") == "acknowledgement"
        assert named("能连上了就好。") == "acknowledgement"
        assert named("生日快乐哇") == "acknowledgement"


class TestDoorsOfAnyDesk:
    @pytest.mark.parametrize(
        "text",
        [
            "建议您登录我们的官网哦",
            "您好，您可以通过其他渠道兑换。",
            "建议和其他玩家讨论一下~",
            "您可以先看看操作明细和说明书，再查看业务受理单哦",
            "此类短信建议您向12321举报。",
            "建议您及时报警，谢谢。",
            "麻烦您与经销商沟通。",
            "请继续关注我司官方渠道的消息。",
        ],
    )
    def test_sites_records_authorities_and_others_who_know(self, text: str) -> None:
        assert named(text) == "deflection"

    def test_police_and_a_site_may_be_the_way(self) -> None:
        assert function.judge("此类短信建议您向12321举报。", ((r"短信|举报",), (r"12321",))).function == "substantive"
        assert function.judge("建议您登录我们的官网", ((r"官网",),)).function == "substantive"

    def test_handing_on_to_those_in_charge_is_no_door(self) -> None:
        assert named("您的建议我们会收集后转给相关工作人员的。") == "acknowledgement"
        assert named("已将问题转派给相关部门核查，请您留意。") == "holding"


class TestNotYet:
    @pytest.mark.parametrize(
        "text",
        [
            "您好，商店正在进行调试，请稍后再使用。",
            "我们还未收到回复。",
            "好的，小沃会查收的。",
            "会在后续版本进行优化。",
            "请保持联系号码正常，留意我们的反馈。",
        ],
    )
    def test_what_is_being_made_ready_holds(self, text: str) -> None:
        assert named(text) == "holding"

    def test_and_so_on_is_no_wait(self) -> None:
        assert named("拔掉耳机后音乐、视频等会停止。") != "holding"
        assert named("麻烦您等会，我看看") == "holding"

    def test_it_may_be_the_answer(self) -> None:
        assert function.judge("商店正在进行维护", ((r"商店",), (r"维护",))).function == "substantive"


class TestFindings:
    @pytest.mark.parametrize(
        "text",
        [
            "此业务每月5元，您也可以私信我们您的号码。",
            "通过设置菜单就可以实现，也可拨打客服热线。",
            "这应该是软件的异常，我们已经记录。",
        ],
    )
    def test_a_price_or_a_finding_keeps_a_message_unnamed(self, text: str) -> None:
        assert named(text) == "unclear"


class TestStepsAreNoBanter:
    @pytest.mark.parametrize("text", ["取消勾选这个就好啦~", "直接输入拼音，选第二个~"])
    def test_a_step_in_a_cheerful_tone(self, text: str) -> None:
        assert named(text) != "acknowledgement"

    @pytest.mark.parametrize(
        "text",
        [
            "不客气哦，使用中有任何疑问或者建议，都可以咨询我哦。",
            "很抱歉。如日后您有更好的建议，欢迎您向我们提出，谢谢！",
            "好的，您先试试看哈。",
        ],
    )
    def test_closings_and_leave_to_try(self, text: str) -> None:
        assert named(text) == "acknowledgement"


def test_a_service_may_be_asked_about() -> None:
    assert named("请问您是否购买延保服务？") == "information_request"
    assert named("建议您将问题具体叙述下") == "information_request"
