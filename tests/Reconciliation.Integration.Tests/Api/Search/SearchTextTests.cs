using System.Globalization;
using Reconciliation.Contracts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The reading of a text typed into a search.</summary>
public sealed class SearchTextTests
{
    [Theory]
    [InlineData("2025-11-14", "2025-11-14")]
    [InlineData("14/11/2025", "2025-11-14")]
    [InlineData("1/5/2026", "2026-05-01")]
    [InlineData("1er mai 2026", "2026-05-01")]
    [InlineData("14 NOVEMBRE 2025", "2025-11-14")]
    [InlineData("3 fevrier 2026", "2026-02-03")]
    [InlineData("24 décembre  2025", "2025-12-24")]
    [InlineData("15 août 2025", "2025-08-15")]
    public void A_day_is_read_as_people_write_it(string q, string day)
    {
        var reading = Assert.Single(Assert.Single(SearchText.Read(q)).Reading);
        Assert.Equal((TrouvePar.Date, day), (reading.Type, reading.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("9,00", 900)]
    [InlineData("9.5", 950)]
    [InlineData("9 €", 900)]
    [InlineData("9€", 900)]
    [InlineData("1 234,50 €", 123450)]
    [InlineData("-2,00", -200)]
    [InlineData("−2 €", -200)]
    [InlineData("10000000,00", 1000000000)]
    public void An_amount_is_read_as_people_write_it(string q, long cents)
    {
        var reading = Assert.Single(Assert.Single(SearchText.Read(q)).Reading);
        Assert.Equal((TrouvePar.Montant, cents), (reading.Type, reading.Montant.Cents));
    }

    [Theory]
    [InlineData("9", 1, true)]
    [InlineData("9999999", 1, true)]
    [InlineData("10000001", 1, false)]
    [InlineData("123456789", 1, false)]
    [InlineData("31 février 2026", 3, true)]
    [InlineData("14 brumaire 2025", 3, true)]
    [InlineData("9,001", 1, false)]
    [InlineData("99999999,00", 1, false)]
    [InlineData("VRO-1 9", 2, false)]
    [InlineData("\"A B\" C", 2, false)]
    [InlineData("\"A", 1, false)]
    [InlineData("\"\"", 0, false)]
    public void What_is_neither_is_an_identifier_which_digits_alone_may_be_too(string q, int terms, bool mayBeMontant)
    {
        var rows = SearchText.Read(q);
        Assert.Equal(terms, rows.Count);
        Assert.All(rows, t => Assert.Contains(t.Reading, s => s.Type == TrouvePar.Decompte));
        Assert.Equal(mayBeMontant, rows.Count > 0 && rows[0].Reading.Any(s => s.Type == TrouvePar.Montant));
    }

    [Fact]
    public void An_identifier_in_small_letters_is_looked_for_as_typed_and_in_capitals() =>
        Assert.Equal(["vro-1", "VRO-1"], SearchText.Read("vro-1")[0].Reading.Where(s => s.Type == TrouvePar.Virement).Select(s => s.Text));
}
