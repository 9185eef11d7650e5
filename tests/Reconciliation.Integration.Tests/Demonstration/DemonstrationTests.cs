using System.Globalization;
using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;
using Xunit.Abstractions;
using Destinataire = Reconciliation.Contracts.Destinataire;
using OrdreVersements = Reconciliation.Domain.OrdreVersements;
using Situation = Reconciliation.Domain.Situation;
using Vue = Reconciliation.Domain.Vue;

namespace Reconciliation.Integration.Tests.Demonstration;

/// <summary>What the demo must show, whatever the day on which it is played. No server is needed.</summary>
public sealed class DemonstrationTests(ITestOutputHelper output)
{
    private const int Graine = 20251112;

    private static readonly Jugement Juge = new(new DelaiAttendu(PolitiqueDeDelai.Initiale), new TextesMembre());

    public static TheoryData<string> Instants =>
    [
        "2025-11-27T12:00:00+01:00",
        "2026-01-01T08:00:00+01:00",
        "2028-02-29T23:59:59+01:00",
        "2026-03-29T03:00:00+02:00",
        "2026-10-25T02:30:00+01:00",
        "2026-04-05T18:00:00+02:00",
        "2026-12-27T00:00:00+01:00",
    ];

    [Theory]
    [MemberData(nameof(Instants))]
    public void Every_record_is_accepted_and_nothing_lies_in_the_future(string instant)
    {
        var (maintenant, generateur) = Generer(instant);
        var aujourdHui = Paris.Jour(maintenant);
        Assert.All(generateur.Paiements, paiement =>
        {
            Assert.Empty(Recevoir(paiement, aujourdHui).Rejets);
            Assert.True(paiement.PayeLe <= aujourdHui && paiement.DateSoin <= paiement.PayeLe && paiement.DateSoin >= generateur.Calendrier.PremierSoin);
            Assert.True(paiement.TransmisLe is null || paiement.TransmisLe <= maintenant);
        });
    }

    [Theory]
    [MemberData(nameof(Instants))]
    public void Every_situation_occurs_in_plausible_proportions(string instant)
    {
        var (maintenant, generateur) = Generer(instant);
        var vues = Juger(generateur.Paiements, maintenant);
        var parSituation = vues.CountBy(v => v.Situation).ToDictionary();
        var tiersPayant = Part(generateur.Paiements, p => p.Destinataire == Destinataire.Professionnel);
        var deuxParts = vues.Where(v => v.Situation == Situation.Complet && v.OrdreVersements is not null).ToList();
        var complementaireDAbord = Part(deuxParts, v => v.OrdreVersements == OrdreVersements.ComplementairePuisRo);
        foreach (var (situation, nombre) in parSituation.OrderBy(p => p.Key))
        {
            output.WriteLine($"{situation,-24}{nombre,6}");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{generateur.Paiements.Count} records, {vues.Count} soins, tiers payant {tiersPayant:P0}, RC first {complementaireDAbord:P1}, one transfer {Part(vues, v => v.VersementUnique):P0}"));
        Assert.Equal(Enum.GetValues<Situation>().Order(), parSituation.Keys.Order());
        Assert.True(tiersPayant > 0.5, "Tiers payant is most lines.");
        Assert.InRange(complementaireDAbord, 0.05, 0.25);
        Assert.InRange(Part(vues, v => v.Situation == Situation.Complet), 0.8, 0.98);
        Assert.InRange(Part(vues, v => v.Situation is Situation.Ecart or Situation.ARapprocher or Situation.Conteste), 0.001, 0.05);
        Assert.Contains(vues, v => v.VersementUnique);
        Assert.Contains(vues, v => v.Total.Inchange == true && !v.VersementUnique);
    }

    [Theory]
    [MemberData(nameof(Instants))]
    public void A_seed_gives_the_same_records_byte_for_byte(string instant)
    {
        var (premier, second) = (Generer(instant).Generateur, Generer(instant).Generateur);
        Assert.Equal(premier.Paiements.Select(Contenus.Ecrire), second.Paiements.Select(Contenus.Ecrire));
        Assert.NotEqual(premier.Paiements, new Generateur(Graine + 1, Instant(instant)).Paiements);
    }

    [Theory]
    [MemberData(nameof(Instants))]
    public void Line_identities_are_unique_but_for_the_contested_one(string instant)
    {
        var (_, generateur) = Generer(instant);
        var partagees = generateur.Paiements.Distinct().GroupBy(p => (p.Source, p.Ligne)).Where(g => g.Count() > 1);
        Assert.Equal(Cas(generateur, Situation.Conteste).AdherentId, Assert.Single(partagees).First().AdherentId);
        Assert.InRange(1 - (double)generateur.Paiements.Distinct().Count() / generateur.Paiements.Count, 0.01, 0.05);
    }

    [Fact]
    public void Notable_members_have_the_situation_they_stand_for_on_every_day_of_three_years()
    {
        for (var maintenant = Instant("2026-01-01T00:00:00+01:00"); maintenant.Year < 2029; maintenant = maintenant.AddHours(23.5))
        {
            var calendrier = new Calendrier(maintenant);
            var redaction = new Redaction(new Random(Graine), calendrier.AujourdHui);
            var cas = new Personnages(redaction, calendrier).Ecrire();
            var vues = Juger(redaction.Emissions.Select(e => e.Paiement), maintenant).ToLookup(v => v.AdherentId);
            Assert.All(cas, c => Assert.True(
                vues[c.AdherentId].Any() && vues[c.AdherentId].All(v => v.Situation == c.Situation),
                $"{maintenant:O}: {c.Titre}: {string.Join(", ", vues[c.AdherentId].Select(v => v.Situation))}"));
        }
    }

    [Theory]
    [MemberData(nameof(Instants))]
    public void Notable_members_show_what_their_explanation_says(string instant)
    {
        var (maintenant, generateur) = Generer(instant);
        var vues = Juger(generateur.Paiements, maintenant);
        IReadOnlyList<Vue> De(string debut) => [.. vues.Where(v => v.AdherentId == generateur.Cas.Single(c => c.Titre.Contains(debut, StringComparison.Ordinal)).AdherentId)];

        Assert.Equal(28.00m, Assert.Single(De("l'assurance maladie d'abord")).Total.Net.Euros);
        Assert.Equal(OrdreVersements.ComplementairePuisRo, Assert.Single(De("la complémentaire d'abord")).OrdreVersements);
        Assert.True(Assert.Single(De("un seul versement")).VersementUnique);
        Assert.Equal(2, De("deux boîtes identiques").Count);
        Assert.Equal(Domain.VisibleSur.Courrier, Assert.Single(De("feuille de soins papier")).PartRo.VisibleSur);
        Assert.True(Assert.Single(De("après une régularisation")).Total.Inchange);
        Assert.Equal(36.50m + 18.00m, Assert.Single(De("deux contrats")).Total.Valeur.Euros);
        Assert.Equal(2, De("séjour à l'hôpital").Count);
        Assert.Equal("A0000021", Assert.Single(Assert.Single(De("deux parents")).AutresAdherents));
        Assert.Equal(21.00m, Assert.Single(De("En attente de l'assurance maladie")).PartRo.MontantAttendu?.Euros);
    }

    [Fact]
    public void Printed_lines_fit_eighty_columns()
    {
        var (_, generateur) = Generer("2025-11-27T12:00:00+01:00");
        Assert.All(generateur.Cas, c => Assert.All(Affiche.Replier(c.Explication), ligne => Assert.InRange(ligne.Length, 1, 76)));
        Assert.All(generateur.Cas, c => Assert.InRange(c.Titre.Length, 1, 78));
    }

    private static CasNotable Cas(Generateur generateur, Situation situation) =>
        generateur.Cas.Single(c => c.Situation == situation);

    private static (DateTimeOffset Maintenant, Generateur Generateur) Generer(string instant) => (Instant(instant), new(Graine, Instant(instant)));

    private static DateTimeOffset Instant(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);

    private static Recu Recevoir(PaiementEmis paiement, DateOnly aujourdHui) => Reception.Lire(
        paiement is PaiementRoEmis ? Domain.Part.Ro : Domain.Part.Complementaire, Encoding.UTF8.GetBytes(Contenus.Ecrire(paiement)), aujourdHui);

    private static List<Vue> Juger(IEnumerable<PaiementEmis> paiements, DateTimeOffset maintenant) =>
    [
        .. paiements
            .Select(Correspondance.Ligne)
            .GroupBy(l => l.Journee)
            .SelectMany(journee => Appariement.Apparier(JourneeDeSoins.De(journee)).Soins)
            .Select(soin => Juge.Juger(soin, maintenant)),
    ];

    private static double Part<T>(IReadOnlyCollection<T> tous, Func<T, bool> condition) => (double)tous.Count(condition) / tous.Count;
}
