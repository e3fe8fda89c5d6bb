"""The index of the program: every way in which a message can be understood, in order, and what each choice does.

The first ear that answers wins (spec/conversation.md §6). To find a rule, find its line here and open its file.
"""

from collections.abc import Collection

from bot.conversation.turn import Routes
from bot.handlers import (
    asides,
    attachments,
    commands,
    emergency,
    events,
    forms,
    groups,
    handoff,
    house_step,
    pacing,
    resident_faq,
    resident_payment,
    resident_report,
    resident_service,
    smalltalk,
    staff_desk,
)

FLOWS = {flow.name: flow for flow in (*resident_report.FLOWS, *resident_payment.FLOWS, *resident_service.FLOWS)}
"""Every form by name; `flow:NAME` is its label."""

DOERS = {
    "faq": resident_faq.answer,
    "flow": forms.on_flow,
    "wish": forms.on_wish,
    "switch": forms.on_switch,
    "step": forms.on_step,
    "house": house_step.on_choice,
    "flowop": forms.on_flow_operation,
    "word": commands.do,
    "alarm": emergency.on_choice,
    "emergency": emergency.on_suggested,
    "handoff": handoff.hand_off,
    "withdraw": resident_report.withdraw,
    "takeback": resident_report.take_back,
    "none": resident_faq.on_none_of_these,
}
"""What an option does, by the word before its colon."""


def build_routes(*, rate_per_minute: int, outside: Collection[str]) -> Routes:
    """Return the routes of the program; `outside` are the channels where strangers can write."""
    ears = (
        handoff.hear_on_bot_side,  # a person's time is over: the program answers again
        emergency.hear,  # danger, in every mode
        groups.hear,  # silent unless addressed, nothing personal
        pacing.make_ear(per_minute=rate_per_minute, outside=outside),
        events.hear,  # subscribe, edited, unsupported, empty
        commands.hear_rating,  # 评5 for what was finished, also while a person has the conversation
        handoff.hear,  # a person has the conversation
        staff_desk.hear,  # 待办, 接 12, 回 12 …
        attachments.hear,  # photos, voice, places
        commands.hear,  # 取消, 上一步, 菜单, 人工, 评5 …
        forms.hear_idle,  # a form left alone: offered once
        forms.hear_choice,  # a button, a number, the words of an option
        forms.hear_step,  # the strict parser of the current question
        forms.hear_interruption,  # a question or another wish inside a form
        forms.hear_free_text,  # free text as data, or why it is unclear
        staff_desk.hear_number,  # 12: the task of that number
        commands.hear_lonely_number,  # a number to which no choice belongs
        resident_report.hear_unsolved,  # 没解决: about what was reported as done
        resident_report.hear_take_back,  # 取消刚才的投诉
        asides.hear,  # 好, 提交, 3-2-501: too little to be a question
        resident_faq.hear_feedback,  # 有用, 没用: about the last answer
        resident_faq.hear_grief,  # a death in the house, and dunned
        resident_faq.hear_flow,  # 报修, 投诉, 缴费, 承诺, 查欠费 …
        resident_faq.hear_answer,  # the knowledge base
        resident_faq.hear_grief_or_abuse,
        resident_faq.hear_threat,  # 12345, press, court
        smalltalk.hear,
        staff_desk.hear_help,
        resident_faq.hear_fault,  # something broken, in words that fit no form
        resident_faq.hear_suggestion,  # three choices when unsure
        resident_faq.hear_nothing,  # honest: not understood
    )
    return Routes(ears=ears, doers=DOERS, flows=FLOWS)
