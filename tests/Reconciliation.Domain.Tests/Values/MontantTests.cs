using CsCheck;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Domain.Tests.Values;

/// <summary>Amounts are whole cents: rounded once, half away from zero, never overflowing in silence.</summary>
public sealed class MontantTests
{
    [Theory]
    [InlineData(139.75, 70, 97.83)]
    [InlineData(16.13, 60, 9.68)]
    [InlineData(0.05, 50, 0.03)]
    [InlineData(0.15, 50, 0.08)]
    [InlineData(-0.05, 50, -0.03)]
    [InlineData(-139.75, 70, -97.83)]
    [InlineData(30, 70, 21)]
    [InlineData(30, 0, 0)]
    [InlineData(30, 100, 30)]
    [InlineData(10, 33.33, 3.33)]
    public void A_rate_rounds_half_away_from_zero(double assessed, double taux, double expected) =>
        Assert.Equal(Montant.FromEuros((decimal)expected), Montant.Percentage(Montant.FromEuros((decimal)assessed), (decimal)taux));

    [Fact]
    public void A_rate_and_its_complement_always_make_the_whole() =>
        Gen.Select(Gen.Long[0, 100_000_000], Gen.Int[0, 10_000]).Sample(
            (cents, taux) =>
            {
                var (assessed, part) = (new Montant(cents), Montant.Percentage(new(cents), taux / 100m));
                Assert.InRange(part.Cents, 0, cents);
                Assert.True(Math.Abs((part.Cents * 10_000m) - ((decimal)cents * taux)) <= 5_000m);
                Assert.Equal(assessed, part + (assessed - part));
                Assert.Equal(-part, Montant.Percentage(-assessed, taux / 100m));
            },
            iter: LawCases.Case);

    [Theory]
    [InlineData(0, "0,00 €")]
    [InlineData(3000, "30,00 €")]
    [InlineData(5, "0,05 €")]
    [InlineData(123450, "1 234,50 €")]
    [InlineData(1000000000, "10 000 000,00 €")]
    [InlineData(-200, "−2,00 €")]
    [InlineData(-123456789, "−1 234 567,89 €")]
    public void Written_as_the_French_write_it(long cents, string expected) => Assert.Equal(expected, new Montant(cents).ToString());

    [Fact]
    public void Euros_have_two_decimals_and_come_back()
    {
        Assert.Equal("30.00", new Montant(3000).Euros.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Gen.Long[-1_000_000_000, 1_000_000_000].Sample(
            cents => Assert.Equal(new Montant(cents), Montant.FromEuros(new Montant(cents).Euros)), iter: LawCases.Case);
    }

    [Theory]
    [InlineData("30.001")]
    [InlineData("0.005")]
    [InlineData("92233720368547758.08")]
    public void What_is_no_whole_number_of_cents_or_does_not_fit_is_refused(string euros) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Montant.FromEuros(decimal.Parse(euros, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("92233720368547758.07", long.MaxValue)]
    [InlineData("-92233720368547758.07", -long.MaxValue)]
    public void The_largest_amounts_are_taken(string euros, long cents) => Assert.Equal(
        new Montant(cents), Montant.FromEuros(decimal.Parse(euros, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Overflow_throws()
    {
        var (more, fewer) = (new Montant(long.MaxValue), new Montant(long.MinValue));
        Assert.Throws<OverflowException>(() => more + new Montant(1));
        Assert.Throws<OverflowException>(() => fewer - new Montant(1));
        Assert.Throws<OverflowException>(() => -fewer);
        Assert.Throws<OverflowException>(() => Montant.Somme([more, more]));
        Assert.Throws<OverflowException>(() => Montant.Percentage(more, 200));
    }

    [Fact]
    public void Compares_by_value()
    {
        var (small, large) = (new Montant(-1), new Montant(1));
        Assert.True(small < large && large > small && small <= large && large >= small);
        Assert.Equal((large, small), (Montant.Max(small, large), Montant.Min(small, large)));
        Assert.Equal([small, Montant.Zero, large], new[] { large, small, Montant.Zero }.Order());
    }
}
