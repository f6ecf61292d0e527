"""The program of array operations: nothing is done twice, nothing for nobody, and nothing is overwritten too early."""

import numpy as np
import pytest

from outcome_contracts.terms.arrays.program import Program

X = np.array([-3.0, 0.5, 9.0])


def counted(calls):
    def operation(*operands, out):
        calls.append(operands)
        np.add(*operands, out=out)

    return operation


def test_the_same_operation_is_carried_out_once_and_an_unused_one_not_at_all():
    program, calls = Program(), []
    add, x = counted(calls), program.input(X)
    first, again = program.emit(add, x, 1.0), program.emit(add, x, 1.0)
    program.emit(add, x, 2.0)
    found = np.empty(3)
    program.run([(program.emit(np.multiply, first, again), found)])
    assert len(calls) == 1
    assert found.tolist() == [4.0, 2.25, 100.0]


@pytest.mark.parametrize("operations", [(np.maximum, 0.0, np.minimum, 5.0), (np.minimum, 5.0, np.maximum, 0.0)])
def test_two_limits_are_one_operation_and_crossed_ones_stay_two(operations):
    first, inner, second, outer = operations
    for limit in (outer, 7.0 if second is np.maximum else -1.0):
        program, found = Program(), np.empty(3)
        x = program.input(X)
        program.run([(program.emit(second, program.emit(first, x, inner), limit), found)])
        assert found.tolist() == second(first(X, inner), limit).tolist()


def test_a_register_wanted_twice_or_put_in_is_copied_and_inputs_stay():
    program, kept = Program(), X.copy()
    x = program.input(X)
    double = program.emit(np.multiply, x, 2.0)
    found = [np.empty(3) for _ in range(4)]
    program.run([(double, found[0]), (x, found[1]), (double, found[2]), (program.emit(np.add, double, x), found[3])])
    assert [each.tolist() for each in found] == [(2 * X).tolist(), X.tolist(), (2 * X).tolist(), (3 * X).tolist()]
    assert np.array_equal(X, kept)


def test_conditions_are_watched_and_refused_in_any_block():
    values = np.zeros(100_000)
    values[99_999] = 1.0
    program = Program()
    x = program.input(values)
    hit, never = program.emit_truth(np.greater, x, 0.5), program.emit_truth(np.greater, x, 2.0)
    assert program.run([], (never, hit)) == (1,)
    program.refuse_any(hit, ValueError("found"))
    with pytest.raises(ValueError, match="found"):
        program.run([])
