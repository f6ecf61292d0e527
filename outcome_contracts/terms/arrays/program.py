"""A straight run of array operations, written down once and carried out block by block.

Every formula is the same for every scenario, so it is worked out once which operations are needed (`emit`), and
then only those are carried out, in a few buffers that stay in the processor's cache (`run`). The same operation on
the same operands is written once; what no output and no refusal needs is left out; a lower and an upper limit are one
operation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Array = Floats | NDArray[np.bool_]
Operation = Callable[..., object]

BLOCK = 32_768


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """A place for one array of a block."""

    number: int


Operand = Register | float


class _Instruction(NamedTuple):
    operation: Operation
    operands: tuple[Operand, ...]
    result: Register
    dtype: type[np.float64] | type[np.bool_]


class Program:
    """Operations in order over the arrays that are put into it, all of one length."""

    def __init__(self) -> None:
        self._inputs: dict[Register, Array] = {}
        self._instructions: list[_Instruction] = []
        self._written: dict[tuple[Operation, tuple[Operand, ...]], Register] = {}
        self._origins: dict[Register, _Instruction] = {}
        self._refusals: list[tuple[Register, Exception]] = []
        self._count = 0

    def input(self, array: Array) -> Register:
        """A register that holds an array from the start."""
        register = self._next()
        self._inputs[register] = array
        return register

    def emit(self, operation: Operation, *operands: Operand) -> Register:
        """Add an operation on numbers; it is called with its operands and `out`, which may be one of them."""
        limited = self._clipped(operation, operands)
        return self._emit(np.clip, limited, np.float64) if limited else self._emit(operation, operands, np.float64)

    def emit_truth(self, operation: Operation, *operands: Operand) -> Register:
        """Add an operation that gives truths."""
        return self._emit(operation, operands, np.bool_)

    def is_part(self, part: Register, whole: Register) -> bool:
        """Whether an array is the smaller of another and something else, so that it is never above it."""
        origin = self._origins.get(part)
        return origin is not None and origin.operation is np.minimum and whole in origin.operands

    def refuse_any(self, condition: Register, error: Exception) -> None:
        """Raise an error as soon as a condition holds in any scenario."""
        self._refusals.append((condition, error))

    @property
    def size(self) -> int:
        """How long the arrays are; 1 where there is none."""
        return max(map(len, self._inputs.values()), default=1)

    def run(self, outputs: Sequence[tuple[Register, Floats]], watched: Sequence[Register] = ()) -> tuple[int, ...]:
        """Carry it out: the wanted registers into arrays as long as the inputs; which of the watched conditions held.

        Raises FloatingPointError where a division has no value, or a number is too large, in some scenario.
        """
        asked = (*watched, *(condition for condition, _ in self._refusals))
        needed = self._needed({*asked, *(register for register, _ in outputs)})
        computed = {each.result for each in needed}
        direct = {register: array for register, array in outputs if register in computed}
        copied = [(register, array) for register, array in outputs if direct.get(register) is not array]
        buffers, hit = self._buffers(needed, kept=set(asked), elsewhere=direct), set[int]()
        with np.errstate(divide="raise", invalid="raise", over="raise"):
            for start in range(0, self.size, BLOCK):
                block = slice(start, min(start + BLOCK, self.size))
                length = block.stop - block.start
                places: dict[Operand, Array] = {register: array[block] for register, array in self._inputs.items()}
                places |= buffers if length == BLOCK else {key: each[:length] for key, each in buffers.items()}
                places |= {register: array[block] for register, array in direct.items()}
                self._run_block(needed, places)
                for register, array in copied:
                    array[block] = places[register]
                hit.update(place for place, condition in enumerate(watched) if places[condition].any())
        return tuple(sorted(hit))

    def _run_block(self, needed: Iterable[_Instruction], places: Mapping[Operand, Array]) -> None:
        of = places.get
        for operation, operands, result, _ in needed:
            operation(*[of(operand, operand) for operand in operands], out=places[result])
        for condition, error in self._refusals:
            if places[condition].any():
                raise error

    def _next(self) -> Register:
        self._count += 1
        return Register(self._count)

    def _emit(
        self, operation: Operation, operands: tuple[Operand, ...], dtype: type[np.float64] | type[np.bool_]
    ) -> Register:
        key = (operation, operands)
        if key not in self._written:
            self._written[key] = result = self._next()
            self._origins[result] = instruction = _Instruction(operation, operands, result, dtype)
            self._instructions.append(instruction)
        return self._written[key]

    def _clipped(self, operation: Operation, operands: tuple[Operand, ...]) -> tuple[Operand, ...] | None:
        """The operands of one `clip` for a limit of what already has the other limit; None for all else."""
        if operation not in (np.minimum, np.maximum):
            return None
        inner = self._origins.get(operands[0]) if isinstance(operands[0], Register) else None
        other = np.maximum if operation is np.minimum else np.minimum
        if inner is None or inner.operation is not other:
            return None
        first, second = inner.operands[1], operands[1]
        if isinstance(first, Register) or isinstance(second, Register):
            return None
        lowest, highest = (first, second) if other is np.maximum else (second, first)
        return (inner.operands[0], lowest, highest) if lowest <= highest else None

    def _needed(self, wanted: set[Register]) -> list[_Instruction]:
        """The instructions on which the wanted registers depend, in order."""
        alive: set[Operand] = set(wanted)
        kept = []
        for each in reversed(self._instructions):
            if each.result in alive:
                alive.update(each.operands)
                kept.append(each)
        return kept[::-1]

    def _buffers(
        self, needed: Sequence[_Instruction], *, kept: set[Register], elsewhere: Mapping[Register, Floats]
    ) -> dict[Operand, Array]:
        """A buffer for every result; a buffer whose value is not needed again is used again, by the next at once."""
        last_use = {operand: step for step, each in enumerate(needed) for operand in each.operands}
        buffers: dict[Operand, Array] = {}
        free: dict[type, list[Array]] = {np.float64: [], np.bool_: []}
        for step, each in enumerate(needed):
            for operand in dict.fromkeys(each.operands):
                if operand in buffers and last_use[operand] == step and operand not in kept:
                    free[buffers[operand].dtype.type].append(buffers[operand])
            if each.result not in elsewhere:
                pool = free[each.dtype]
                buffers[each.result] = pool.pop() if pool else _buffer(each.dtype)
        return buffers


def _buffer(dtype: type[np.float64] | type[np.bool_]) -> Array:
    return np.empty(BLOCK, np.float64) if dtype is np.float64 else np.empty(BLOCK, np.bool_)


def as_number(condition: Array, *, out: Floats) -> None:
    """1 where a condition holds, 0 elsewhere."""
    np.copyto(out, condition)
