"""The words of messages about something else: questions, answers promised, repairs, events, what others demanded."""

import re

from bot.understanding.dates import english_words
from bot.understanding.dates.paying import says_little

# The clause tells of something else than paying: repairs, events, work of the company, papers.
OTHER_MATTER = re.compile(
    r"[修漏坏堵]|停[水电气暖车]|断[水电]|检[查测]|维护|维保|保养|上门|师傅|抄表|安装|消[杀毒]|保洁|打扫|"
    r"清理|清洁|开会|大会|会议|活动|培训|施工|验收|开业|快递|外卖|取件|放行|搬家|面试|考试|"
    r"[发开]票|收据|家长会|电梯|门禁|水管|路灯|楼道|绿化|垃圾|钥匙|门卡|参加|投票|公示|截止|到期|涨价|"
    r"合同|交房|收房|入住|装(?!作|傻)|团购|体检|换(?!成|到|个)|通知|公告|贴|看房|签|漏水|物业服务|噪音|吵|"
    r"跳广场舞|报修|报停|"
    r"预约|登记|上学|上课|开学|门口|监控|停车(?!费|位)|挪车|车库|车子|刮|闹钟|安康|快乐|油价|聚会|毕业|"
    r"吃(?!完|过|饭[前后])|火警|灭火|演练|喷|除四害|虫|下雨|天气|生日|结婚|婚礼|"
    r"酒席|放假吗|值班|上班[吗么没不?]|[开关]门|营业|办事处|居委|业委|办卡|拿卡|来人|派人|叫人|安排人|"
    r"过来看|来看|去看|看看[^情]|处理(?!完?[交缴付款费])[^,]{0,6}(?:漏|问题|投诉|事)|解决[^,]{0,6}(?:问题|"
    r"漏|事)|(?<!手机)没有?(?:热水|水(?!平)|电(?![话脑])|暖气)|" + english_words.MATTERS
)
# Of these no own event is told: what is repaired, cut off, delivered or made by others.
HOUSE_MATTER = re.compile(
    r"(?<!装)修|[漏坏堵]|停[水电气暖]|断[水电]|(?<!手机)没有?(?:热水|水(?!平)|电(?![话脑])|暖气|网)|热水|检[查测]|维护|保养|师傅|抄表|"
    r"消[杀毒]|保洁|开大会|业主大会|快递|外卖|包裹|取件|放行|电梯|门禁|水管|路灯|楼道|绿化|垃圾|门卡|"
    r"物业服务|噪音|派人|来人|叫人|安排人|监控|挪车|漏水|报修|演练|灭火|虫|" + english_words.MATTERS
)
# 明天给你答复: an answer is promised, no money.
ANSWERS = re.compile(
    r"答复|回复|回话|回音|回信|准信|准话|回电|回[你您]|(?:给|等)[我你您们]{0,3}个?(?:信|消息|话|电话|准)|"
    r"联系|打(?:个|你|您)?电话|电话|通话|告诉|告知|说一声|(?:跟|和|给)[你您]们?(?:说|讲)|咨询|问(?!题)|"
    r"商量|商议|核对|对账|核实|核一下|"
    r"查(?:一下|下|查|收|账)|了解|沟通|聊|谈|讨论|考虑|研究|reply|call you|let you know|get back|tell you|confirm"
)
# What the company wants, or what others said: 你们通知25号前交.
DEMANDED = re.compile(
    r"(?:你们|物业|通知|公告|管家|客服|短信|他们|单子|账单|催缴单|上面|群里|小\w|微信)(?:上|"
    r"里)?(?:不是)?(?:都|又|也|还|刚才?|昨天|上次|之前)?(?:说|写|要求|让|叫|规定|通知|发的?|催|写着|限|"
    r"说好|答应|承诺|保证|约|问我)[^,。;!?■]{0,8}$|"
    r"(?<![a-z])(?:you|they|management|office|notice|landlord|staff) (?:said|told|promised|wrote|says?)[^,.;!?]{0,40}$|"
    r"^(?:才|又|就|还)?(?:让|叫|要求|通知)我们?$"
)
_NOUN_BEHIND = re.compile(
    r"^\s?的(?:通知|账单|短信|收据|发票|事|会|催缴|电话|催|信|公告|票|车|飞机|火车|航班|高铁|机票|活动|班|"
    r"课|手术|那个|停|约|文件|函|记录|消息)"
)
_NO_END = r"(?:有|要|算|收|开|交|到|来)[^,。;!?没]{0,8}没有?[啊呀呢的]?(?=$|[,。;!?~])"
"""有滞纳金没: a question that ends in its own negation."""
_JOURNEY = re.compile(r"^\s?的?(?:晚上|早上|下午|上午|中午)?的?(?:车|飞机|火车|航班|高铁|动车|机票|车票|船|票|大巴)")
ASKS = re.compile(
    r"[?？]|吗|什么时候|啥时候?|几号(?!楼)|(?<!随便)(?<!不管)(?<!论)(?<!任意)哪天(?!都|[^,。?]{1,6}[再就])|几时|多久|多少|怎么(?!也|都|着)|咋|为什么|为啥|为何|"
    r"凭什么|是不是|有没有|对不对|哪[里个儿些]|哪(?=[儿位])|不(?=[?。~!]?$)(?<=[班门开人在]不)|(?:能|会|可以)[^,。?]{1,6}不(?=[?。~!]?$)|"
    r"算不算|会不会|要不要|用不用|是否|谁|"
    rf"{_NO_END}|" + english_words.ASKS
)
_ASKED_IN_WORDS = re.compile(ASKS.pattern.replace("[?？]|", ""))
_OPEN_QUESTION = re.compile(
    r"什么时候|啥时候?|几号(?!楼)|(?<!随便)(?<!不管)(?<!论)(?<!任意)哪天(?!都|[^,。?]{1,6}[再就])|几时|多久|多少|怎么(?!也|都|着)|咋|为什么|为啥|为何|凭什么|"
    r"哪[里个儿些]|是否|谁|截止|算(?:不算)?(?:逾期|晚|迟)|(?:有|打|享受)(?:没有)?(?:什么)?(?:优惠|折)|"
    r"滞纳金|违约金|利息|断[水电]|停[水电]|影响|罚|" + english_words.ASKS
)
_COMPANY_ASKED = re.compile(
    r"你们?[^,]{0,10}(?:上班|开门|有人|在不在|在吗|营业|休息|放假|下班|值班)|物业[^,]{0,6}(?:上班|开门|"
    r"有人|在|营业|休息|放假)|前台[^,]{0,6}(?:有人|在|上班|开)|财务[^,]{0,6}(?:在|上班)|(?:上班|开门|有人|"
    r"营业|值班)[吗么没不]|open|office"
)
_WHICHEVER = re.compile(r"(哪天|哪个|什么时候|啥时候?|几时|几号|谁|多少)[^?,。]{1,10},?[^?,。]{0,4}\1")
"""哪天有空哪天交: no question."""
_RHETORICAL = re.compile(r"(?<!们)(?<!业)不是[^,]{0,6}(?:说|讲|告诉|答应)[^,]{0,4}")  # 不是说了25号交吗
PROPOSES = re.compile(
    r"(?:可以|行|好|成|中|ok|没问题|方便|来得及|可|能行|同意|接受|能接受)(?:不(?:可以|行|好|成))?(?:吗|么|"
    r"嘛|吧|不|啵|伐|呗|哇|呢|啊)|行不|可不可以|好不好|成不成|中不中|能不能|能否|可否|(?:能|可以|容|"
    r"让)(?:我|我们)?[^?]{0,12}[交缴付转宽缓延晚拖推](?:[^?]{0,8})(?:吗|么|不|\?)|ok\?|is (?:it|that) ok|"
    r"can i|may i|could i|怎么样|如何\?"
)
OFFICE_IS_OPEN = re.compile(r"(?:要是|如果)?(?:你们|前台|物业)?(?:都|也)?(?:上班|开门|有人|营业)(?:的话|(?=我|就))")
"""开门的话我就去: whether the office is open changes nothing of the promise."""


def belongs_to_a_thing(after: str) -> bool:
    """Tell whether the date only says which notice, ticket or meeting is spoken of (5号的通知)."""
    return _NOUN_BEHIND.match(after) is not None


def is_a_journey(after: str) -> bool:
    """Tell whether the date is the day of one's own journey (6号的飞机)."""
    return _JOURNEY.match(after) is not None


def is_another_matter(clause: str) -> bool:
    """Tell whether a clause speaks of the house or its staff, so that no own event is told in it."""
    return OTHER_MATTER.search(clause) is not None and HOUSE_MATTER.search(clause) is not None


def asks_without_offering(clause: str) -> bool:
    """Tell whether a clause asks something else than leave to pay at this time."""
    if says_little(clause) and not _ASKED_IN_WORDS.search(clause):
        return False  # 周五?
    if _RHETORICAL.search(clause):
        return False
    clause = _WHICHEVER.sub("", clause)
    if _COMPANY_ASKED.search(clause) or _OPEN_QUESTION.search(clause):
        return ASKS.search(clause) is not None
    return ASKS.search(clause) is not None and not PROPOSES.search(clause)
