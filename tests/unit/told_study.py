"""A small study that was really run through a store: platforms of set manners, matched pairs, one a night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.settings import Settings, parse
from monitor.store import open_store
from monitor.store.interface import LaterVisit, Night, PlannedInquiry, Store
from probes.interface import Message, Speaker
from tests import studies

NAMES = {"swift": "Swift Cards", "stone": "石头点卡"}
QUESTIONS = {"pre_sale": ("invoice-en", "invoice-zh"), "after_sale": ("refund-en", "refund-zh")}
FIRST = datetime(2026, 1, 5, 10, tzinfo=UTC)
NIGHTS = 14
WINDOW = timedelta(hours=73)

ANSWERS = {
    "invoice-en": "Yes, we issue an electronic invoice; ask for it in your account after payment.",
    "invoice-zh": "可以开电子发票，付款后在订单页面申请即可。",
    "refund-en": "A refund goes back to the original payment within 3 days.",
    "refund-zh": "退款三天内原路退回，未使用的卡可以全额退。",
}
RECEIPTS = {"en": "Thank you, we have received your message.", "zh": "您好，您的咨询已收到。"}


def config() -> str:
    """The study's configuration file."""
    persona = {"name": "Study", "study_page": "https://study.example.com"}
    panel = [studies.stranger(name, f"{name}.example.com", title=title) for name, title in NAMES.items()]
    title = {"title": {"zh": "小研究", "en": "Small study"}}
    return studies.config("told", panel, study=title, account=studies.account_at("example.com"), persona=persona)


def settings(folder: Path) -> Settings:
    return parse(config(), folder / "config.toml")


def store(*, nights: int = NIGHTS) -> Store:
    """``swift`` sends a receipt and answers after two hours; ``stone`` sends receipts alone. All windows closed."""
    memory = open_store("memory://")
    memory.migrate()
    for night in range(nights):
        add_night(memory, night)
    return memory


def add_night(memory: Store, night: int) -> None:
    day = FIRST + timedelta(days=night)
    plans = [_plan(platform, night, topic) for platform in NAMES for topic in QUESTIONS]
    week = f"{day.isocalendar().year}-W{day.isocalendar().week:02d}"
    memory.plan_night(Night(id=day.date().isoformat(), week=week, planned_at=day), plans)
    for plan in sorted(plans, key=lambda plan: plan.due_at):
        _ask(memory, plan)


def _plan(platform: str, night: int, topic: str) -> PlannedInquiry:
    day = FIRST + timedelta(days=night, minutes=list(NAMES).index(platform) + (topic == "after_sale") * 20)
    question = QUESTIONS[topic][night // 2 % 2]
    return PlannedInquiry(
        id=f"{platform}-{night:02d}-{topic[:3]}", night=day.date().isoformat(),
        week=f"{day.isocalendar().year}-W{day.isocalendar().week:02d}", time_cell=("working", "other")[night % 2],
        pair_id=f"{platform}-{night}", target=f"{platform}-mail", platform=platform, channel="mail", question=question,
        topic=topic, language=question[-2:], paraphrase=0, subject="s", text=f"{platform} {question}?", due_at=day,
        latest_start=day + timedelta(hours=1), observer="o",
    )  # fmt: skip


def _ask(memory: Store, plan: PlannedInquiry) -> None:
    t0 = plan.due_at
    (claim,) = memory.claim(holder="h", observer="o", now=t0, lease=WINDOW * 2, limit=1, sending=True)
    memory.start(claim, at=t0)
    memory.intend(claim, at=t0)
    later = [LaterVisit(checkpoint=4, due_at=t0 + timedelta(hours=72), latest_start=t0 + WINDOW)]
    memory.sent(claim, t0=t0, witness="smtp", session=b"", later=later)
    said = [message(0, plan.text, t0, speaker=Speaker.OWN), message(1, RECEIPTS[plan.language], t0, seconds=30)]
    if plan.platform == "swift":
        said.append(message(2, f"{ANSWERS[plan.question]} Swift Cards", t0, seconds=7200))
    memory.note(claim, messages=said, session=None)
    memory.finish(claim, at=t0, outcome="done", looked_since=t0, looked_until=t0 + WINDOW)
    memory.end(plan.id, ending="closed", reason="", at=t0 + WINDOW)


def message(
    ordinal: int, text: str, t0: datetime, *, seconds: float = 0, speaker: Speaker = Speaker.PLATFORM
) -> Message:  # fmt: skip
    moment = t0 + timedelta(seconds=seconds)
    return Message(ordinal=ordinal, speaker=speaker, text=text, seen_after=moment, seen_by=moment)
