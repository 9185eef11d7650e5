using System.Globalization;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>How what was typed into a search is read.</summary>
public sealed class TexteTests
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
    public void A_day_is_read_as_people_write_it(string q, string jour)
    {
        var sens = Assert.Single(Assert.Single(Texte.Lire(q)).Sens);
        Assert.Equal((TrouvePar.Date, jour), (sens.Type, sens.Jour.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
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
        var sens = Assert.Single(Assert.Single(Texte.Lire(q)).Sens);
        Assert.Equal((TrouvePar.Montant, cents), (sens.Type, sens.Montant.Cents));
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
    public void What_is_neither_is_an_identifier_which_digits_alone_may_be_too(string q, int termes, bool peutEtreUnMontant)
    {
        var lus = Texte.Lire(q);
        Assert.Equal(termes, lus.Count);
        Assert.All(lus, t => Assert.Contains(t.Sens, s => s.Type == TrouvePar.Decompte));
        Assert.Equal(peutEtreUnMontant, lus.Count > 0 && lus[0].Sens.Any(s => s.Type == TrouvePar.Montant));
    }

    [Fact]
    public void An_identifier_in_small_letters_is_looked_for_as_typed_and_in_capitals() =>
        Assert.Equal(["vro-1", "VRO-1"], Texte.Lire("vro-1")[0].Sens.Where(s => s.Type == TrouvePar.Virement).Select(s => s.Texte));
}
