/**
 * The value that a Student-t variable of so many degrees of freedom stays within, on both sides, with
 * this probability: 12.706 for 0.95 and 1, 1.96 for 0.95 and many. Found by bisection on the
 * distribution function, to the last digits.
 */
export function studentT(probability: number, degrees: number): number {
  let low = 0
  let high = 2
  while (within(high, degrees) < probability && high < 1e300) high *= 2
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2
    if (within(middle, degrees) < probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** P(|T| ≤ t) = 1 − I(degrees / (degrees + t²); degrees / 2, 1 / 2). */
function within(t: number, degrees: number): number {
  return 1 - incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
}

/** The regularised incomplete beta function, by its continued fraction (Lentz; Press et al., Numerical Recipes §6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  const tiny = 1e-300
  const keep = (value: number) => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / keep(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    for (const term of [even, odd]) {
      d = 1 / keep(1 + term * d)
      c = keep(1 + term / c)
      fraction *= c * d
    }
    if (Math.abs(c * d - 1) < 1e-16) break
  }
  return (front * fraction) / a
}

/** ln Γ(x) for x > 0 (Stirling's series after raising x above 15; relative error near 1e-16). */
function logGamma(x: number): number {
  let shift = 0
  let z = x
  while (z < 15) {
    shift += Math.log(z)
    z += 1
  }
  const inverse = 1 / (z * z)
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / z
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - shift
}
