"""Days named apart from the word for paying: an arrival, a feast, a denied bound, English sentences."""

import pytest

from tests.understanding.dates.reading import answer, short

TUESDAY = "2026-11-24T10:15"

ARRIVALS = [
    ("我下周四到家,到家当天就转", "2026-12-03"),
    ("船30号靠港,靠港当天转给你们", "2026-11-30"),
    ("12月6号的飞机落地,当晚就付", "2026-12-06"),
    ("人在老家,后天返城,一到就去交", "2026-11-26"),
    ("儿媳妇下周六过来看孩子,到时候叫她替我交", "2026-12-05"),
    ("预计12月10号能交房,那天顺便把物业费补上", "2026-12-10"),
    ("我妈礼拜四出院,当天我去前台结", "2026-11-26"),
    ("项目12月3号验收,验收完当天就能付", "2026-12-03"),
    ("下周三我爸七十大寿,办完酒席那天晚上转你", "2026-12-02"),
    ("周五拿到驾照,顺路过来交费", "2026-11-27"),
    ("下周二去银行办事,顺便给你们汇过去", "2026-12-01"),
    ("租客月底搬走,押金扣下来那天就交", "2026-11-30"),
    ("年终奖12月20号发,当日到账当日转", "2026-12-20"),
    ("我5号在家,你们那天上门来收", "2026-12-05"),
    ("下个月8号房贷批下来就给你们", "2026-12-08"),
    ("10号门诊看完就去交", "2026-12-10"),
    ("6号店里盘完账就打给你们", "2026-12-06"),
    ("12号机票退了款就转", "2026-12-12"),
    ("9号线上交", "2026-12-09"),
]

FEASTS = [
    ("冬至那天闺女回来包饺子,让她给我交上", "2026-12-22"),
    ("圣诞节带孩子去商场,那天顺道去你们办公室刷卡", "2026-12-25"),
    ("元旦家里人聚会,那天叫我弟帮着转", "2027-01-01"),
    ("除夕全家都回来,到时候让孙子扫码付", "2027-02-05"),
    ("腊八喝完粥,那天去交", "2027-01-15"),
    ("平安夜我轮休,那天过去结清", "2026-12-24"),
    ("双十二抢完东西,当天把物业费也付了", "2026-12-12"),
    ("元宵节孩子们来看灯,正好叫他们帮我交掉", "2027-02-20"),
]

DENIED = [
    ("月底前交,绝不拖到下个月", "2026-11-30"),
    ("月底吧,不会欠到明年的", "2026-11-30"),
    ("周五给,拖不到下周", "2026-11-27"),
    ("年底之前清,不跨年", "2026-12-31"),
    ("这周末给钱,不会等到下周一", "2026-11-28..2026-11-29"),
    ("12月10号,不至于拖到元旦", "2026-12-10"),
    ("肯定不会拖到下个月", "2026-11-30"),
    ("不会拖过周五的", "2026-11-27"),
    ("周五交,我又没说不给", "2026-11-27"),
    ("月底会交的,什么时候说过不交了", "2026-11-30"),
    ("下周三转,又不是不付", "2026-12-02"),
    ("后天付呀,谁说我不付", "2026-11-26"),
    ("28号给你,我可没打算赖账不还", "2026-11-28"),
    ("周四清,怎么会不交呢", "2026-11-26"),
    ("月初给,卡里现在就剩两百了", "2026-12-01..2026-12-05"),
    ("周五交,兜里只剩饭钱了", "2026-11-27"),
    ("10号付吧,还剩最后一张信用卡能用", "2026-12-10"),
]

ENGLISH = [
    ("I'm travelling. I'll pay on 18/12 once I'm home.", "2026-12-18"),
    ("will pay by 13/12 via Alipay", "2026-12-13"),
    ("You can put me down for Friday", "2026-11-27"),
    ("Mark me for Dec 8th please, I'll come to the counter", "2026-12-08"),
    ("I'll do it tomorrow for sure", "2026-11-25"),
    ("I can do that next Monday", "2026-11-30"),
    ("I'll take care of it on the 5th", "2026-12-05"),
    ("Going to sort this out this weekend, sorry for the delay", "2026-11-28..2026-11-29"),
    ("you'll have the money by Thursday", "2026-11-26"),
    ("my husband will wire it on Dec 2", "2026-12-02"),
    ("Next week works for me", "2026-11-30..2026-12-06"),
    ("Let's say the 10th", "2026-12-10"),
    ("On Friday I get my salary, I will clear everything then", "2026-11-27"),
    ("I get paid on the 15th so I'll settle then", "2026-12-15"),
    ("December 20 is when I'm back in Shanghai, will pay that day", "2026-12-20"),
    ("give me until the end of the month please", "2026-11-30"),
    ("I'll drop by the office tomorrow morning with cash", "2026-11-25"),
]

BARE_NUMBERS = [
    ("二十八给你", "2026-11-28"),
    ("十八吧,十八转你", "2026-12-18"),
    ("28交", "2026-11-28"),
    ("15打过去", "2026-12-15"),
    ("二十六一准给", "2026-11-26"),
]

NOTHING = [
    "从周日到现在家里一直没热水,明天早上派人过来",
    "周一开始就没电,后天能不能来人",
    "最迟哪天交?月底前算不算逾期",
    "15号前交有优惠没",
    "月底交要滞纳金没有",
    "打算几号停水啊?周五前有通知没",
    "电梯从上周坏到现在,周五再不修我就投诉",
    "周六外卖放门岗,下午拿",
    "When is the pool open next week?",
    "The plumber is coming on Friday, please let him in",
    "The lift has been broken since Monday",
    "Is the office open on Saturday?",
    "I already paid, check your records tomorrow",
]

OWN_CONDITIONS = [
    "车卖了自然给你们交清",
    "官司赢了肯定付",
    "店盘出去了当然结给你",
    "贷款批下来了第一个交你们的",
    "股票解套了一准交",
    "租客把房租给我了我就交",
    "单位报销下来了自会补上",
    "工程款结了保证给你们",
]

TIMES = [
    ("明天周三,上午一开门我就去交", "morning"),
    ("周五吧,朝早九点过数", "09:00"),
    ("tomorrow night after work I'll transfer", "evening"),
    ("I'll pay on Friday, around 3pm", "15:00"),
    ("后天交,大概下午四点到你们前台", "16:00"),
    ("28号我去,晚上八点左右", "20:00"),
    ("明天转,等我晚上到家", "evening"),
    ("周五上午有课,下午去交", "afternoon"),
]


@pytest.mark.parametrize(("said", "meant"), ARRIVALS)
def test_money_that_comes_with_an_arrival_comes_on_its_day(said: str, meant: str) -> None:
    assert short(said, TUESDAY) == meant


@pytest.mark.parametrize(("said", "meant"), FEASTS)
def test_a_feast_is_the_day_although_other_things_are_done_on_it(said: str, meant: str) -> None:
    assert short(said, TUESDAY) == meant


@pytest.mark.parametrize(("said", "meant"), DENIED)
def test_what_is_denied_neither_takes_a_day_away_nor_names_one(said: str, meant: str) -> None:
    assert short(said, TUESDAY) == meant


@pytest.mark.parametrize(("said", "meant"), ENGLISH)
def test_an_english_sentence_promises_before_or_after_its_day(said: str, meant: str) -> None:
    assert short(said, TUESDAY) == meant


@pytest.mark.parametrize(("said", "meant"), BARE_NUMBERS)
def test_a_number_before_a_word_for_giving_is_a_day(said: str, meant: str) -> None:
    assert short(said, TUESDAY) == meant


@pytest.mark.parametrize("said", ["十五给你们", "那就十五,十五转"])
def test_fifteen_given_in_the_first_lunar_month_is_asked(said: str) -> None:
    assert short(said, "2027-02-09T10:00") == "ask 2027-02-15 2027-02-20"


@pytest.mark.parametrize("said", NOTHING)
def test_repairs_questions_and_reports_promise_nothing(said: str) -> None:
    found = answer(said, TUESDAY)
    assert found.kind == "none", found


@pytest.mark.parametrize("said", OWN_CONDITIONS)
def test_ones_own_event_without_a_day_is_a_condition(said: str) -> None:
    assert short(said, TUESDAY) == "conditional"


@pytest.mark.parametrize(("said", "time"), TIMES)
def test_the_time_may_stand_in_another_clause(said: str, time: str) -> None:
    assert answer(said, TUESDAY).time_of_day == time
