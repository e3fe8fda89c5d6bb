"""The conversation core: cases of spec/conversation.md by their numbers."""
