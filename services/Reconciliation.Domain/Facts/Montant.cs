using System.Globalization;

namespace Reconciliation.Domain;

/// <summary>An amount of money in whole cents of euro, signed.</summary>
/// <param name="Cents">The amount in cents.</param>
public readonly record struct Montant(long Cents) : IComparable<Montant>, ISpanFormattable
{
    /// <summary>0,00 €.</summary>
    public static readonly Montant Zero;

    /// <summary>The amount in euros, with exactly two decimals.</summary>
    public decimal Euros => new decimal(Cents) / 100m + 0.00m;

    /// <summary>The amount of a number of euros that has at most two decimals.</summary>
    /// <param name="euros">The amount in euros.</param>
    /// <exception cref="ArgumentOutOfRangeException">It has more than two decimals, or does not fit.</exception>
    public static Montant FromEuros(decimal euros)
    {
        var cents = euros * 100m;
        return cents == decimal.Truncate(cents) && Math.Abs(cents) <= long.MaxValue
            ? new((long)cents)
            : throw new ArgumentOutOfRangeException(nameof(euros), "An amount has at most two decimals.");
    }

    /// <summary>A rate of an amount, rounded to the cent, half away from zero: 139,75 € at 70 % is 97,83 €.</summary>
    /// <param name="assessed">The amount to which the rate applies.</param>
    /// <param name="taux">The rate, per cent.</param>
    public static Montant Percentage(Montant assessed, decimal taux) =>
        new((long)Math.Round(assessed.Cents * taux / 100m, 0, MidpointRounding.AwayFromZero));

    /// <summary>The sum of amounts.</summary>
    /// <param name="montants">The amounts.</param>
    public static Montant Somme(IEnumerable<Montant> montants) =>
        montants.Aggregate(Zero, (sum, montant) => sum + montant);

    /// <summary>The larger of two amounts.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static Montant Max(Montant a, Montant b) => a >= b ? a : b;

    /// <summary>The smaller of two amounts.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static Montant Min(Montant a, Montant b) => a <= b ? a : b;

    /// <summary>Adds, and throws rather than overflow.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static Montant operator +(Montant a, Montant b) => new(checked(a.Cents + b.Cents));

    /// <summary>Subtracts, and throws rather than overflow.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static Montant operator -(Montant a, Montant b) => new(checked(a.Cents - b.Cents));

    /// <summary>The opposite.</summary>
    /// <param name="a">The amount.</param>
    public static Montant operator -(Montant a) => new(checked(-a.Cents));

    /// <summary>Whether one is less than the other.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static bool operator <(Montant a, Montant b) => a.Cents < b.Cents;

    /// <summary>Whether one is more than the other.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static bool operator >(Montant a, Montant b) => a.Cents > b.Cents;

    /// <summary>Whether one is at most the other.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static bool operator <=(Montant a, Montant b) => a.Cents <= b.Cents;

    /// <summary>Whether one is at least the other.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static bool operator >=(Montant a, Montant b) => a.Cents >= b.Cents;

    /// <inheritdoc/>
    public int CompareTo(Montant other) => Cents.CompareTo(other.Cents);

    /// <summary>The amount as the French write it: <c>1 234,50 €</c>.</summary>
    public override string ToString() => string.Create(French, $"{this}");

    /// <summary>The amount as the French write it, whatever the format and the provider.</summary>
    /// <param name="format">Not used.</param>
    /// <param name="formatProvider">Not used.</param>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <summary>Writes the amount as the French write it, whatever the format and the provider.</summary>
    /// <param name="destination">The span to write to.</param>
    /// <param name="charsWritten">The number of characters written.</param>
    /// <param name="format">Not used.</param>
    /// <param name="provider">Not used.</param>
    /// <returns>Whether there was room.</returns>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite(
        French,
        $"{(Cents < 0 ? French.NegativeSign : "")}{Math.Abs(Cents / 100):N0}{French.NumberDecimalSeparator}{Math.Abs(Cents % 100):00} €",
        out charsWritten);

    private static readonly NumberFormatInfo French = new()
    {
        NumberDecimalSeparator = ",",
        NumberGroupSeparator = " ",
        NegativeSign = "−",
    };
}
