"""The section `conversation` of data/policy.yaml: how long things live, how sure the program must be."""

from pydantic import Field

from bot.datafile import Table


class ConversationPolicy(Table):
    """Times and scores of a dialogue (spec/conversation.md §3, §5–§9)."""

    prompt_minutes: int = Field(ge=1)
    flow_idle_minutes: int = Field(ge=1)
    draft_hours: int = Field(ge=1)
    context_minutes: int = Field(ge=1)
    photo_hold_minutes: int = Field(ge=1)
    human_silence_hours: int = Field(ge=1)
    emergency_confirm_minutes: int = Field(ge=1)
    emergency_repeat_minutes: int = Field(ge=1)
    passive_wait_s: float = Field(gt=0)
    pending_hours: int = Field(ge=1)
    takeover_s: int = Field(ge=1)
    interruption_score: float = Field(ge=0, le=1)
    question_score: float = Field(ge=0, le=1)
    switch_score: float = Field(ge=0, le=1)
    alarm_score: float = Field(ge=0, le=1)
