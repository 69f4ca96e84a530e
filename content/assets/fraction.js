/* Exact fractions of whole numbers, printed as catalog/pages/arguments.py prints them. */
const common = (a, b) => (b ? common(b, a % b) : a);

export class Fraction {
  constructor(top, bottom = 1n) {
    const shared = common(top, bottom);
    [this.top, this.bottom] = [top / shared, bottom / shared];
  }

  times(other) {
    return new Fraction(this.top * other.top, this.bottom * other.bottom);
  }

  over(other) {
    return new Fraction(this.top * other.bottom, this.bottom * other.top);
  }

  plus(other) {
    return new Fraction(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  }

  minus(other) {
    return this.plus(new Fraction(-other.top, other.bottom));
  }

  equals(other) {
    return this.top * other.bottom === other.top * this.bottom;
  }

  toString() {
    return this.bottom === 1n ? `${this.top}` : `${this.top}/${this.bottom}`;
  }

  /** `3/4 = 0.75`, `1/3 ≈ 0.3333` or `2`. */
  shown(places = 4) {
    if (this.bottom === 1n) return `${this}`;
    const digits = (Number(this.top) / Number(this.bottom)).toFixed(places);
    const exact = this.equals(new Fraction(BigInt(digits.replace(".", "")), 10n ** BigInt(places)));
    return `${this} ${exact ? "=" : "≈"} ${digits.replace(/0+$/, "")}`;
  }
}

export const ONE = new Fraction(1n);
export const product = (fractions) => fractions.reduce((all, next) => all.times(next), ONE);
export const sum = (fractions) => fractions.reduce((all, next) => all.plus(next));
