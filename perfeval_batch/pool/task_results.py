"""What comes back from a pool: a task that is done, or one that was lost and why."""

from __future__ import annotations

from enum import Enum
from typing import Generic, TypeVar

from perfeval_batch.values import Value

T = TypeVar("T")
R = TypeVar("R")


class Done(Value, Generic[T, R], frozen=True):
    """A finished task."""

    task: T
    result: R


class Loss(Enum):
    """Why a task gave no result."""

    DIED = "died"
    """Its worker died, and died again when the task was tried alone."""
    TIMED_OUT = "timed out"
    """It was given up after its time limit."""
    OUT_OF_MEMORY = "out of memory"
    """Its worker grew beyond the memory limit and was stopped."""


class Lost(Value, Generic[T], frozen=True):
    """A task that gave no result."""

    task: T
    loss: Loss
