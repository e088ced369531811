// Tells a time, a day and what became of a line by their wording: what stands beside words, and is none of them.
//
// `stamps(config, whole)` gives {TIME, SINCE, SIGNED, STATUS, RECEIPT, AGED, CLOCKED}; `whole(source)` matches a text that is
// that and nothing else.
(config, whole) => {
  "use strict";
  const CLOCK = "(?:[ap]\\.?m\\.?|上午|下午|凌晨|中午|晚上|早上)";
  const DAY = "(?:\\d{4}[-/.年]\\d{1,2}[-/.月]\\d{1,2}日?|\\d{1,2}[-/.月]\\d{1,2}日?(?:[-/.]\\d{2,4})?|\\d{1,2}\\.? [a-z]{3,9}\\.?(?: \\d{4})?|[a-z]{3,9}\\.? \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{4})?|today|yesterday|今天|昨天|前天|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)|(?:星期|周|礼拜)[一二三四五六日天])";
  const HOUR = `(?:${CLOCK}\\s*)?\\d{1,2}[:：点时]\\d{2}(?:[:：分]\\d{2}秒?)?(?:\\s*${CLOCK})?`;
  const UNIT = "(?:s|sec\\w*|m|min\\w*|h|hours?|hrs?|d|days?|秒钟?|分钟|小时|天)";
  const SPAN = `(?:(?:less than|under|about|around|almost|over) |不到|大?约)?(?:(?:an?|a few|few|one) |\\d+|[几一两数])\\s*${UNIT}`;
  const AGO = `(?:just now|now|刚刚|刚才|(?:a|an|\\d+)\\s*${UNIT}\\s*(?:ago|前)?|${SPAN}\\s*(?:ago|(?:以|之)?前))`;
  const TIME = whole(`(?:at |on )?(?:${DAY}[,，]?\\s*(?:at )?)?(?:${HOUR}|${DAY}|${AGO})`);
  const SINCE = whole(`(?:${DAY}[,，]?\\s*)?(?:${HOUR}|just now|now|刚刚|刚才|(?:an?|\\d+)\\s*${UNIT}\\s*(?:ago|前)|${SPAN}\\s*(?:ago|(?:以|之)?前))`);
  const SIGNED = /^(.{1,36}?)\s*[·•|]\s*(.+)$/u; // who, and when
  const STATUS = whole(`(?:(?:your )?messages? |对方)?(?:${config.words.status})(?:[\\s·•,|-]*(?:at |on )?(?:${HOUR}|${DAY}|${AGO}))?`);
  const RECEIPT = /^\W*(?:Delivered|Sent|Seen|Read) (?:to|by|via) (?:\p{Lu}[\p{L}.]+(?: \p{Lu}[\p{L}.]*)?|(?:the )?(?:web|mobile|e-?mail|chat|app|agent|team))\W*$/u; // "sent to your card" is an answer
  const AGED = whole(`${SPAN}\\s*(?:ago|前|内)?`), CLOCKED = /(^|[\s-])(time|date|time-?stamp|ago)(?=[\s-]|$)/i; // "less than a minute" may be an answer
  return { TIME, SINCE, SIGNED, STATUS, RECEIPT, AGED, CLOCKED };
}
