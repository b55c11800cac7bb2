"""Adam: the parameter update from a gradient and its two running averages (Kingma and Ba, arXiv 1412.6980)."""

from __future__ import annotations

from collections.abc import Sequence


class Adam:
    """The optimizer's memory: m and v, one number each per parameter."""

    def __init__(self, num_params: int, beta1: float, beta2: float, eps: float) -> None:
        self.beta1, self.beta2, self.eps = beta1, beta2, eps
        self.m = [0.0] * num_params  # first moment: running mean of the gradient
        self.v = [0.0] * num_params  # second moment: running mean of the squared gradient

    def update(self, data: list[float], grad: Sequence[float], lr_t: float, t: int) -> None:
        """Move every parameter in `data` against its gradient, in place, and m and v with it.

        lr_t is the learning rate of this step, t its number counted from 1. The averages start at 0, so early ones
        are too small: m_hat and v_hat make up for that.
        """
        m, v = self.m, self.v
        for i, g in enumerate(grad):
            m[i] = self.beta1 * m[i] + (1 - self.beta1) * g
            v[i] = self.beta2 * v[i] + (1 - self.beta2) * g**2
            m_hat = m[i] / (1 - self.beta1**t)
            v_hat = v[i] / (1 - self.beta2**t)
            data[i] -= lr_t * m_hat / (v_hat**0.5 + self.eps)


def learning_rate_at(step: int, num_steps: int, learning_rate: float) -> float:
    """lr_t of a step counted from 0: falls linearly from learning_rate to 0 over num_steps."""
    return learning_rate * (1 - step / num_steps)
