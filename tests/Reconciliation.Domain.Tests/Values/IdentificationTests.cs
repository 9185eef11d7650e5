using Xunit;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;

namespace Reconciliation.Domain.Tests.Values;

/// <summary>The ids that soins get, keep, and leave to others.</summary>
public sealed class IdentificationTests
{
    private static readonly DateTimeOffset Yesterday = new(2025, 11, 18, 9, 0, 0, TimeSpan.Zero);

    private static readonly Journee Day = new("A0001234-02", new(2025, 11, 14));

    [Fact]
    public void A_new_soin_is_named_by_the_line_received_first()
    {
        var soins = Soins(Ro(21), Rc(9));
        Assert.Equal(
            SoinIdentification.SoinId(Id("rc"), soins[0].Journee),
            SoinIdentification.Identify(soins, [], id => id == Id("rc") ? 1 : 2).Soins[0].Id);
        Assert.Equal(
            SoinIdentification.SoinId(Id("ro"), soins[0].Journee),
            SoinIdentification.Identify(soins, [], id => id == Id("ro") ? 1 : 2).Soins[0].Id);
    }

    [Fact]
    public void Of_two_soins_that_turn_out_to_be_one_the_older_id_lives_on()
    {
        var (ro, rc) = (Known("ro", Yesterday.AddMinutes(1)), Known("rc", Yesterday));
        var identities = SoinIdentification.Identify(Soins(Ro(21), Rc(9)), [ro, rc], _ => 0);
        Assert.Equal(rc.Id, Assert.Single(identities.Soins).Id);
        Assert.Equal(rc.Id, Assert.Single(identities.Replaced, r => r.Key == ro.Id).Value);
    }

    [Fact]
    public void Of_two_that_were_published_at_one_instant_the_smaller_id_lives_on()
    {
        KnownSoin[] knownOnes = [.. new[] { Known("ro", Yesterday), Known("rc", Yesterday) }.OrderBy(k => k.Id)];
        foreach (var published in new[] { knownOnes, [.. knownOnes.Reverse()] })
        {
            var identities = SoinIdentification.Identify(Soins(Ro(21), Rc(9)), published, _ => 0);
            Assert.Equal(knownOnes[0].Id, Assert.Single(identities.Soins).Id);
            Assert.Equal((knownOnes[1].Id, knownOnes[0].Id), Assert.Single(identities.Replaced.Select(r => (r.Key, r.Value!.Value))));
        }
    }

    [Fact]
    public void Parted_again_each_has_its_own_id_back()
    {
        var (ro, rc) = (Known("ro", Yesterday.AddMinutes(1)), Known("rc", Yesterday));
        var identities = SoinIdentification.Identify(Soins(Ro(21), Rc(9) with { ProfessionnelId = "10009999999" }), [ro, rc], _ => 0);
        Assert.Equal([ro.Id, rc.Id], identities.Soins.Select(s => s.Id));
        Assert.Empty(identities.Replaced);
    }

    [Fact]
    public void An_id_whose_payment_is_gone_leads_to_none()
    {
        var ro = Known("ro", Yesterday);
        var soins = Soins(Rc(9));
        var identities = SoinIdentification.Identify(soins, [ro], _ => 0);
        Assert.Null(Assert.Single(identities.Replaced, r => r.Key == ro.Id).Value);
        Assert.Equal(SoinIdentification.SoinId(Id("rc"), soins[0].Journee), Assert.Single(identities.Soins).Id);
    }

    [Fact]
    public void An_id_is_a_uuid_of_version_8_that_never_changes()
    {
        var id = SoinIdentification.SoinId(new(Part.Ro, "ameli", new("010000506", "20251117004512", 1), Day.BeneficiaireId), Day);
        Assert.Equal((8, 0b10), (id.Version, id.Variant >> 2));
        Assert.Equal("3b8d6d28-3c0d-8c6b-b965-fd17c65a8a12", id.ToString());
    }

    [Fact]
    public void One_line_has_an_id_of_its_own_in_each_journee() => Assert.Equal(
        3,
        new[] { Day, Day with { BeneficiaireId = "A0001234-03" }, Day with { DateSoin = Day.DateSoin.AddDays(1) } }
            .Select(journee => SoinIdentification.SoinId(Id("ro"), journee)).Distinct().Count());

    [Fact]
    public void No_two_identities_share_an_id() => Assert.Equal(
        5,
        new[]
        {
            new LigneId(Part.Ro, "S", new("O", "D", 11), "B"),
            new LigneId(Part.Complementaire, "S", new("O", "D", 11), "B"),
            new LigneId(Part.Ro, "S", new("O", "D1", 1), "B"),
            new LigneId(Part.Ro, "SO", new("", "D", 11), "B"),
            new LigneId(Part.Ro, "S", new("O", "D", 1), "B"),
        }.Select(ligne => SoinIdentification.SoinId(ligne, Day)).Distinct().Count());

    private static IReadOnlyList<Soin> Soins(params Ligne[] lignes) => Pairing.Pair(JourneeDeSoins.From(lignes)).Soins;

    private static KnownSoin Known(string name, DateTimeOffset creeLe) => new(SoinIdentification.SoinId(Id(name), Day), Id(name), creeLe);
}
