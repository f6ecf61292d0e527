"""A straight run of array operations, written down once and carried out block by block.

Every formula is the same for every scenario, so it is worked out once which operations are needed (`emit`), and
then only those are carried out, in a few buffers that stay in the processor's cache (`run`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Array = Floats | NDArray[np.bool_]
Operation = Callable[..., object]

BLOCK = 32_768


@dataclass(frozen=True, slots=True)
class Register:
    """A place for one array of a block."""

    number: int


Operand = Register | float


@dataclass(frozen=True, slots=True)
class _Instruction:
    operation: Operation
    operands: tuple[Operand, ...]
    result: Register
    dtype: type[np.float64] | type[np.bool_]


class Program:
    """Operations in order; `inputs` are the arrays, of one length, that it starts from."""

    def __init__(self, inputs: Mapping[str, Array]) -> None:
        self._inputs = tuple(inputs.values())
        self.registers = {name: Register(number) for number, name in enumerate(inputs)}
        self._count = len(self._inputs)
        self._instructions: list[_Instruction] = []
        self._refusals: list[tuple[Register, Exception]] = []

    def emit(self, operation: Operation, *operands: Operand) -> Register:
        """Add an operation on numbers; it is called with its operands and `out`."""
        return self._emit(operation, operands, np.float64)

    def emit_truth(self, operation: Operation, *operands: Operand) -> Register:
        """Add an operation that gives truths."""
        return self._emit(operation, operands, np.bool_)

    def refuse_any(self, condition: Register, error: Exception) -> None:
        """Raise an error as soon as a condition holds in any scenario."""
        self._refusals.append((condition, error))

    def run(self, outputs: Sequence[Register]) -> tuple[Floats, ...]:
        """Carry it out; the arrays of the wanted registers, each as long as the inputs.

        Raises FloatingPointError where a division has no value, or a number is too large, in some scenario.
        """
        size = max(map(len, self._inputs), default=1)
        results = tuple(np.empty(size) for _ in outputs)
        buffers = self._buffers({*outputs, *(condition for condition, _ in self._refusals)})
        direct = {register: result for register, result in zip(outputs, results, strict=True) if register in buffers}
        with np.errstate(divide="raise", invalid="raise", over="raise"):
            for start in range(0, size, BLOCK):
                block = slice(start, min(start + BLOCK, size))
                places: dict[Operand, Array] = {
                    Register(place): array[block] for place, array in enumerate(self._inputs)
                }
                length = block.stop - block.start
                places |= buffers if length == BLOCK else {key: each[:length] for key, each in buffers.items()}
                places |= {register: result[block] for register, result in direct.items()}
                self._run_block(places)
                for register, result in zip(outputs, results, strict=True):
                    if direct.get(register) is not result:
                        result[block] = places[register]
        return results

    def _run_block(self, places: Mapping[Operand, Array]) -> None:
        of = places.get
        for step in self._instructions:
            step.operation(*[of(operand, operand) for operand in step.operands], out=places[step.result])
        for condition, error in self._refusals:
            if places[condition].any():
                raise error

    def _emit(
        self, operation: Operation, operands: tuple[Operand, ...], dtype: type[np.float64] | type[np.bool_]
    ) -> Register:
        result = Register(self._count)
        self._count += 1
        self._instructions.append(_Instruction(operation, operands, result, dtype))
        return result

    def _buffers(self, kept: set[Register]) -> dict[Operand, Array]:
        """A buffer for every result; a buffer whose value is not needed again is used again."""
        last_use = {operand: step for step, each in enumerate(self._instructions) for operand in each.operands}
        buffers: dict[Operand, Array] = {}
        free: dict[type, list[Array]] = {np.float64: [], np.bool_: []}
        for step, each in enumerate(self._instructions):
            pool = free[each.dtype]
            buffers[each.result] = pool.pop() if pool else _buffer(each.dtype)
            for operand in {*each.operands, each.result}:
                if operand in buffers and last_use.get(operand, step) == step and operand not in kept:
                    array = buffers[operand]
                    free[array.dtype.type].append(array)
        return buffers


def _buffer(dtype: type[np.float64] | type[np.bool_]) -> Array:
    return np.empty(BLOCK, np.float64) if dtype is np.float64 else np.empty(BLOCK, np.bool_)


def select(condition: Array, then: Array | float, otherwise: Array | float, *, out: Floats) -> None:
    """One or the other, per scenario; `out` may be neither of the two."""
    np.copyto(out, otherwise)
    np.copyto(out, then, where=condition)
