using Reconciliation.Core;
using Xunit;

namespace Reconciliation.Integration.Tests.Nir;

/// <summary>A NIR that somebody searches is none that a day and an amount make between them.</summary>
public sealed class SearchedNirTests
{
    [Theory]
    [InlineData("2025-02-17 115,72")]
    [InlineData("115,72 2025-02-17")]
    [InlineData("12/05/2025 115,72")]
    [InlineData("1.5.2025 1 115,72 €")]
    [InlineData("du 2025-02-17 au 2025-05-12 115,72")]
    public void A_day_and_an_amount_are_none(string text) => Assert.False(SearchSoins.HoldsNir(text));

    [Fact]
    public void No_day_of_care_makes_one_with_an_amount()
    {
        var random = new Random(20251112);
        for (var day = new DateOnly(2000, 1, 1); day < new DateOnly(2030, 1, 1); day = day.AddDays(1))
        {
            var amount = $"{random.Next(100, 10_000)},{random.Next(100):00}";
            Assert.All(
                new[] { $"{day:yyyy-MM-dd} {amount}", $"{day:dd/MM/yyyy} {amount} euros", $"{amount} le {day:dd.MM.yyyy}" },
                text => Assert.False(SearchSoins.HoldsNir(text), text));
        }
    }

    [Theory]
    [InlineData("255081416802538")]
    [InlineData("2 55 08 14 168 025 38")]
    [InlineData("2550814168025")]
    [InlineData("2-55-08-14-168-025")]
    [InlineData("2 55.08.14 168 025 38")]
    [InlineData("2025-02-17 2550814168025 115,72")]
    [InlineData("2 25 08 14 168 025")]
    [InlineData("1 12 05 14 168 025")]
    public void A_number_in_any_spelling_is_one(string text) => Assert.True(SearchSoins.HoldsNir(text));
}
