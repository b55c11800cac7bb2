"""The numbers of gelu in its tanh form, as GPT-2 has it (Hendrycks and Gimpel, arXiv 1606.08415).

gelu(x) = x (1 + tanh(u)) / 2 with u = sqrt(2 / pi) (x + 0.044715 x**3), which is nearly x times the share of a normal
distribution that lies below x. As (1 + tanh(u)) / 2 = 1 / (1 + exp(-2 u)), it needs no tanh:

    gelu(x) = x / (1 + exp(-RATE (x + CUBE x**3)))
"""

from math import pi

RATE = 2 * (2 / pi) ** 0.5
CUBE = 0.044715
MOST_EXPONENT = 700.0  # exp(710) is beyond what a float can hold; where it is so large, gelu is 0 to 300 digits
