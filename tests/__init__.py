"""Tests: one file a subject, its name the subject's, its tests' names sentences of the business."""
