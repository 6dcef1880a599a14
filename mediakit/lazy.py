"""Values that are computed when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

Value = TypeVar("Value")


class lazy(Generic[Value]):
    """A value that an object computes when first asked for and then keeps: functools.cached_property without its lock.

    Up to Python 3.11 that lock makes the objects of a class wait for each other, and a process forked while another
    thread holds it waits for ever. Two threads that ask at once may both compute: the values must be equal.

    Examples
    --------
    >>> class Word:
    ...     @lazy
    ...     def letters(self) -> list[str]:
    ...         return list("so")
    >>> word = Word()
    >>> word.letters, word.letters is word.letters
    (['s', 'o'], True)
    """

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        self._compute, self.__doc__ = compute, compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...
    def __get__(self, instance: object, owner: type) -> Self | Value:
        if instance is None:
            return self
        # Found in the object from now on, before this is asked: Python looks there first when there is no __set__.
        value = vars(instance)[self._name] = self._compute(instance)
        return value
