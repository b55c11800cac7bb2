"""Adam: the parameter update from a gradient and its two running averages (Kingma and Ba, arXiv 1412.6980)."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt


class Adam:
    """The optimizer's memory: m and v, one number each per parameter."""

    def __init__(self, num_params: int, beta1: float, beta2: float, eps: float) -> None:
        self.beta1, self.beta2, self.eps = beta1, beta2, eps
        self.m = [0.0] * num_params  # first moment: running mean of the gradient
        self.v = [0.0] * num_params  # second moment: running mean of the squared gradient

    def copy(self) -> Adam:
        """Another optimizer with the same memory; updates of one do not change the other's."""
        other = Adam(0, self.beta1, self.beta2, self.eps)
        other.m, other.v = list(self.m), list(self.v)
        return other

    def update(self, data: list[float], grad: Sequence[float], lr_t: float, t: int) -> None:
        """Move every parameter in `data` against its gradient, in place, and m and v with it.

        lr_t is the learning rate of this step, t its number counted from 1. The averages start at 0, so early ones
        are too small: m_hat and v_hat make up for that.
        """
        beta1, beta2, eps, m, v = self.beta1, self.beta2, self.eps, self.m, self.v
        for i, g in enumerate(grad):
            m[i] = beta1 * m[i] + (1 - beta1) * g
            v[i] = beta2 * v[i] + (1 - beta2) * g**2
            m_hat = m[i] / (1 - beta1**t)
            v_hat = v[i] / (1 - beta2**t)
            data[i] -= lr_t * m_hat / (v_hat**0.5 + eps)

    def update_folded(self, data: list[float], grad: Sequence[float], lr_t: float, t: int) -> None:
        """update() with what is the same for every parameter worked out once: half the time, other last bits.

        lr_t * m_hat / (v_hat**0.5 + eps) = rate * m / (sqrt(v) + floor)
        """
        root = (1 - self.beta2**t) ** 0.5
        rate, floor = lr_t * root / (1 - self.beta1**t), self.eps * root
        keep_m, keep_v, add_m, add_v = self.beta1, self.beta2, 1 - self.beta1, 1 - self.beta2
        m, v = self.m, self.v
        for i, g in enumerate(grad):
            m[i] = mi = keep_m * m[i] + add_m * g
            v[i] = vi = keep_v * v[i] + add_v * g * g
            data[i] -= rate * mi / (sqrt(vi) + floor)


def learning_rate_at(step: int, num_steps: int, learning_rate: float) -> float:
    """lr_t of a step counted from 0: falls linearly from learning_rate to 0 over num_steps."""
    return learning_rate * (1 - step / num_steps)
