"""What a message can mean: the labels of the entries, the flows and the rest, in one place."""

from typing import Final

EMERGENCY: Final = "emergency"
SMALLTALK: Final = "smalltalk"
OUTSIDE: Final = "none"
"""What a property company's assistant does not answer; a text that means this is a miss."""

FAQ_IDS: Final = (
    "service_scope",
    "construction_defects",
    "theft",
    "vacancy",
    "refuse_outright",
    "utility_outage",
    "staff_attitude",
    "poor_service",
    "fee_start",
    "facilities_unfinished",
    "fee_standard",
    "fee_increase",
    "who_pays",
    "accounts_disclosure",
    "cutoff_threat",
    "late_fee",
    "legal_consequence",
    "contract_binding",
    "committee",
    "parking",
    "decoration",
    "shared_costs",
    "repair_fund",
    "private_repair",
    "invoice",
    "refund",
    "how_to_pay",
    "pay_period",
    "discount",
    "privacy",
    "contact",
)
"""Every entry that must exist, by its id."""

FLOW_IDS: Final = (
    "arrears",
    "commit",
    "paid",
    "hardship",
    "dispute",
    "repair",
    "complaint",
    "suggestion",
    "status",
    "human",
    "bind",
    "optout",
)
"""Every flow that a message can start, by its name."""

FAQ_LABELS: Final = frozenset(f"faq:{name}" for name in FAQ_IDS)
FLOW_LABELS: Final = frozenset(f"flow:{name}" for name in FLOW_IDS)
LABELS: Final = FAQ_LABELS | FLOW_LABELS | {EMERGENCY, SMALLTALK, OUTSIDE}


def is_label(text: str) -> bool:
    """Return whether `text` is one of the labels."""
    return text in LABELS


def file_of(label: str) -> str:
    """Return the file name, without its ending, of a label's wordings outside `data/faq`."""
    return label.replace(":", "_")
