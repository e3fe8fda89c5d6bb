"""The message as the grammar reads it: dialect and slips in plain words, and every number that is no date hidden.

A hidden number leaves `HIDDEN` in its place, so that what stood around it does not grow together.
"""

import re

from bot.understanding.houses import replace_houses
from bot.understanding.normalise import normalise
from bot.understanding.numerals import read_number
from bot.understanding.phones import find_phone_spans

HIDDEN = "■"

HAN = "一二两三四五六七八九十"
DAY_NUMBER = (
    r"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
)
MONTH_NUMBER = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"

_SAME_WORDS = {
    # slips of the phone's keyboard
    "名天": "明天", "明夭": "明天", "后添": "后天", "星其": "星期", "星斯": "星期", "周未": "周末", "月低": "月底",
    "下周无": "下周五", "周无": "周五", "周溜": "周六", "周曰": "周日", "星期曰": "星期日", "元但": "元旦",
    "礼拜无": "礼拜五", "星期无": "星期五", "这州": "这周", "下州": "下周", "本州": "本周", "下个越": "下个月",
    "在交": "再交", "付清楚": "付清", "年地": "年底", "月地": "月底", "月抵": "月底", "国庆结": "国庆节",
    # dialect and older words
    "聼日": "明天", "听日": "明天", "听晚": "明晚", "听朝": "明早", "今日": "今天", "明日": "明天", "后日": "后天",
    "今儿个": "今天", "明儿个": "明天", "后儿个": "后天", "今儿": "今天", "明儿": "明天", "后儿": "后天",
    "大后儿": "大后天", "今朝": "今天", "明朝": "明天", "下昼": "下午", "上昼": "上午", "今个": "今天",
    "而家": "现在", "依家": "现在", "宜家": "现在", "即刻": "马上", "搞掂": "搞定", "畀": "给", "俾": "给",
    "下个号头": "下个月", "号头": "月", "月头": "月初", "月尾": "月底", "月末": "月底", "年尾": "年底", "年末": "年底",
    "出粮": "发工资", "发粮": "发工资", "开支": "发工资", "开工资": "发工资", "关饷": "发工资", "发薪": "发工资",
    "朝早": "早上", "朝头早": "早上", "晏昼": "下午", "夜晚黑": "晚上", "夜黑": "晚上", "晚黑": "晚上", "过数": "转账",
    "找数": "付钱", "唔": "不", "冇": "没", "嚟": "来", "咗": "了", "嘅": "的", "哋": "们", "佢": "他",
    "弄清楚": "查清楚", "过嚟": "过来", "礼拜天": "礼拜日", "星期天": "星期日",
    # pinyin
    "mingtian": "明天", "houtian": "后天", "jintian": "今天", "yuedi": "月底", "xiazhou": "下周", "zhoumo": "周末",
    "jiao": "交", "wanshang": "晚上",
}  # fmt: skip
_SAME = re.compile(
    "|".join(
        sorted(
            (rf"(?<![a-z]){word}(?![a-z])" if word.isascii() else word for word in _SAME_WORDS), key=len, reverse=True
        )
    )
)
_CAPITAL_NUMERALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_SPELLED_YEAR = re.compile(r"二[零〇○]([二三])([零〇一二三四五六七八九])(?=年)")
_TWENTY = re.compile(r"廿")
_THIRTY = re.compile(r"卅")
_NOT_ALONE = re.compile(r"(?<=[0-9]) (?=[月号日])|(?<=[月年]) (?=[0-9])|(?<=周) (?=[一二三四五六日])")

_DAY_AS_FIGURES = r"20[2-9][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_LABELLED = re.compile(
    r"(?:尾号|单号|编号|卡号|账号|票号|工单|收据号?|凭证号?|流水号?|订单号?|(?<![a-z])no\.?(?! ?[a-z])|"
    r"#)[是为: ]{0,2}[0-9a-z-]{2,30}"
)
_LONG_NUMBER = re.compile(
    rf"(?<![0-9a-z])(?!123[14]5(?![0-9]))(?!{_DAY_AS_FIGURES}(?![0-9]))(?:[a-z]{{1,3}})?[0-9]{{5,}}[0-9a-z]*"
)
_FIGURES = rf"(?:[0-9]{{1,9}}(?:[.,][0-9]{{1,9}}){{0,3}}|[{HAN}零百千万]{{1,12}}(?:点[{HAN}零]{{1,4}})?)"
_UNIT = (
    r"(?:元|块|毛(?!坯)|角(?!落)|万|千|百|平(?!安|时|常)|㎡|度(?!假)|吨|%|折|倍|岁|遍|人|户|层|栋|幢|座|单元|室|"
    r"张|条|辆|部|位|栋|期(?!间)|米|公里|kw|回(?![来去家国老程])|趟|次(?!性|日|月)|w(?![a-z])|k(?![a-z]))"
)
_AMOUNT = re.compile(
    rf"[¥$]\s?-?[0-9][0-9.,]*|(?<![0-9.:/周期拜-]){_FIGURES}\s?{_UNIT}(?:钱|"
    rf"[0-9{HAN}](?![0-9{HAN}号日月]))?"
)
_PLACE = re.compile(
    rf"(?<![0-9.])(?:[0-9]{{1,3}}|[{HAN}]{{1,3}})(?:号\s?(?:楼|门(?![口诊])|院(?![里方])|线(?![上下])|车位|岗|"
    r"柜(?!台)|机(?![票场])|窗|电梯|桌|店(?![里铺])|库(?!里)|地块|房(?![租贷东款子产屋])|铺|梯)|#|楼|幢|梯)"
)
_THREE_FIGURES = re.compile(
    r"(?<![0-9/.:-])(?!(?:618|315|520)(?:那天|当天|当晚|之?以?前|之?以?后|买|活动|大促|抢|晚|节))[0-9]{3,4}(?![0-9]|年|\s?[/.-]\s?[0-9]|:)"
)
_SQUARE = re.compile(r"[0-9.]{1,9}\s?(?:\*|x|×)\s?[0-9.]{1,9}")

_FEE = (
    r"(?:物业管理费|物业费?|管理费|费用?|水电费?|水费|电费|暖气?费|取暖费|账单?|单子|停车费|车位费|欠费|"
    r"欠款|钱|款|部分)"
)
_MONTH_SAID = (
    rf"(?:(?:20[0-9]{{2}}|[0-9]{{2}}|今|去|明|前|上)年的?)?(?:(?<![0-9.]){MONTH_NUMBER}月份?|上{{1,3}}个?月|"
    r"[这本当]个?月|下{1,3}个?月)"
)
_YEAR_SAID = r"(?:20[0-9]{2}|(?<![0-9])[0-9]{2}|今|去|前|上|明|全|整)年度?"
_QUARTER = rf"(?:第?[{HAN}1-4]个?季度|[上下]半年|[上下本这]个?季度|全年|整年)"
_JOIN = r"的?\s?(?:到|至|-|~|—|和|跟|、|,|及)\s?"
_MONTHS = rf"(?:{_MONTH_SAID}|{_YEAR_SAID}|{_QUARTER})(?:{_JOIN}(?:{_MONTH_SAID}|{_YEAR_SAID}|{_QUARTER}))*"
_FIGURE_MONTHS = rf"(?<![0-9.]){MONTH_NUMBER}(?:{_JOIN}{MONTH_NUMBER}){{1,3}}月份?"
_BILLED = re.compile(  # 11月的物业费, 10到12月的, 上个月物业费; but not 下个月的5号
    rf"(?:{_FIGURE_MONTHS}|{_MONTHS})(?:的?(?:{_FEE})|的(?!\s?(?:{DAY_NUMBER}(?![0-9])[号日]?(?!月)|"
    rf"{MONTH_NUMBER}月{DAY_NUMBER}(?!月)|月?[底初中末]|[上中下]旬|最后|第|今天|周|星期|礼拜|时候))|(?:都|"
    r"全|也)?(?=没交|欠|未交|没缴|未缴))(?:[的了])?"
)
_COUNTED_MONTHS = re.compile(rf"(?:[0-9]{{1,3}}|[{HAN}几半多]{{1,4}})(?:个多?月|个?季度|个?半?年)(?:的)?{_FEE}")


def plain_words(text: str) -> str:
    """Return the normalised text with slips, dialect and old numerals in common words."""
    said = normalise(text).translate(_CAPITAL_NUMERALS)
    said = _SAME.sub(lambda found: _SAME_WORDS[found[0]], said)
    said = _SPELLED_YEAR.sub(lambda found: f"20{read_number(found[1])}{read_number(found[2])}", said)
    said = _THIRTY.sub("三十", _TWENTY.sub("二十", said))
    return _NOT_ALONE.sub("", said)


def readable(text: str) -> str:
    """Return the plain words with houses, phones, amounts, receipts and billing periods hidden."""
    said = _without_phones(plain_words(text))
    if re.search(r"[0-9一二三四五六七八九十]", said):
        said = _without_houses(said)
        for pattern in (_LABELLED, _LONG_NUMBER, _SQUARE, _BILLED, _COUNTED_MONTHS, _PLACE, _AMOUNT, _THREE_FIGURES):
            said = pattern.sub(HIDDEN, said)
    return _BILLED.sub(HIDDEN, said)


def _without_phones(said: str) -> str:
    for first, last in reversed(find_phone_spans(said)):
        said = f"{said[:first]}{HIDDEN}{said[last:]}"
    return said


def _without_houses(said: str) -> str:
    """Hide house numbers; a number of the form of a day of this century is none."""
    return said if _FULL_DAY.search(said) else replace_houses(said, HIDDEN)


_FULL_DAY = re.compile(
    r"(?<![0-9])[0-9]{1,2}[/.][0-9]{1,2}\s?[-~到至]\s?[0-9]{1,2}[/.][0-9]{1,2}(?![0-9])|"
    r"(?<![0-9])20[2-9][0-9]\s?[-/.年]\s?[0-9]{1,2}"
)
