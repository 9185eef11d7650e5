using System.Globalization;
using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Xunit;
using Xunit.Abstractions;
using Destinataire = Reconciliation.Contracts.Destinataire;
using OrdreVersements = Reconciliation.Domain.OrdreVersements;
using Situation = Reconciliation.Domain.Situation;
using Vue = Reconciliation.Domain.Vue;

namespace Reconciliation.Integration.Tests.Demonstration;

/// <summary>The cases that the demo must show, whatever the day on which it is played. No server is needed.</summary>
public sealed class DemonstrationTests(ITestOutputHelper output)
{
    private const int Seed = 20251112;

    private static readonly Jugement Judgement = new(new DelaiAttendu(DelaiPolicy.Initial), new MemberTexts());

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
        var (now, generator) = Generate(instant);
        var today = Paris.Day(now);
        Assert.All(generator.Paiements, paiement =>
        {
            Assert.Empty(Receive(paiement, today).Rejections);
            Assert.True(
                paiement.PayeLe <= today && paiement.DateSoin <= paiement.PayeLe && paiement.DateSoin >= generator.Calendar.FirstSoin);
            Assert.True(paiement.TransmisLe is null || paiement.TransmisLe <= now);
        });
    }

    [Theory]
    [MemberData(nameof(Instants))]
    public void Every_situation_occurs_in_plausible_proportions(string instant)
    {
        var (now, generator) = Generate(instant);
        var vues = Judge(generator.Paiements, now);
        var bySituation = vues.CountBy(v => v.Situation).ToDictionary();
        var tiersPayant = Part(generator.Paiements, p => p.Destinataire == Destinataire.Professionnel);
        var bothParts = vues.Where(v => v.Situation == Situation.Complet && v.OrdreVersements is not null).ToList();
        var complementaireFirst = Part(bothParts, v => v.OrdreVersements == OrdreVersements.ComplementairePuisRo);
        foreach (var (situation, count) in bySituation.OrderBy(p => p.Key))
        {
            output.WriteLine($"{situation,-24}{count,6}");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{generator.Paiements.Count} records, {vues.Count} soins, tiers payant {tiersPayant:P0}, RC first "
                + $"{complementaireFirst:P1}, one transfer {Part(vues, v => v.VersementUnique):P0}"));
        Assert.Equal(Enum.GetValues<Situation>().Order(), bySituation.Keys.Order());
        Assert.True(tiersPayant > 0.5, "Tiers payant is most lines.");
        Assert.InRange(complementaireFirst, 0.05, 0.25);
        Assert.InRange(Part(vues, v => v.Situation == Situation.Complet), 0.8, 0.98);
        Assert.InRange(Part(vues, v => v.Situation is Situation.Ecart or Situation.ARapprocher or Situation.Conteste), 0.001, 0.05);
        Assert.Contains(vues, v => v.VersementUnique);
        Assert.Contains(vues, v => v.Total.Inchange == true && !v.VersementUnique);
    }

    [Theory]
    [MemberData(nameof(Instants))]
    public void A_seed_gives_the_same_records_byte_for_byte(string instant)
    {
        var (first, second) = (Generate(instant).Generator, Generate(instant).Generator);
        Assert.Equal(first.Paiements.Select(StoredJson.Write), second.Paiements.Select(StoredJson.Write));
        Assert.NotEqual(first.Paiements, new Generator(Seed + 1, Instant(instant)).Paiements);
    }

    [Theory]
    [MemberData(nameof(Instants))]
    public void Line_identities_are_unique_but_for_the_contested_one(string instant)
    {
        var (_, generator) = Generate(instant);
        var shared = generator.Paiements.Distinct().GroupBy(p => (p.Source, p.Ligne)).Where(g => g.Count() > 1);
        Assert.Equal(Case(generator, Situation.Conteste).AdherentId, Assert.Single(shared).First().AdherentId);
        Assert.InRange(1 - (double)generator.Paiements.Distinct().Count() / generator.Paiements.Count, 0.01, 0.05);
    }

    [Fact]
    public void Notable_members_have_the_situation_they_stand_for_on_every_day_of_three_years()
    {
        for (var now = Instant("2026-01-01T00:00:00+01:00"); now.Year < 2029; now = now.AddHours(23.5))
        {
            var calendar = new DemoCalendar(now);
            var writing = new DemoWriting(new Random(Seed), calendar.Today);
            var cases = new Characters(writing, calendar).Write();
            var vues = Judge(writing.Emissions.Select(e => e.Paiement), now).ToLookup(v => v.AdherentId);
            Assert.All(cases, c => Assert.True(
                vues[c.AdherentId].Any() && vues[c.AdherentId].All(v => v.Situation == c.Situation),
                $"{now:O}: {c.Title}: {string.Join(", ", vues[c.AdherentId].Select(v => v.Situation))}"));
        }
    }

    [Theory]
    [MemberData(nameof(Instants))]
    public void Notable_members_show_what_their_explanation_says(string instant)
    {
        var (now, generator) = Generate(instant);
        var vues = Judge(generator.Paiements, now);
        IReadOnlyList<Vue> From(string start) =>
            [.. vues.Where(v => v.AdherentId == generator.Case.Single(c => c.Title.Contains(start, StringComparison.Ordinal)).AdherentId)];

        Assert.Equal(28.00m, Assert.Single(From("l'assurance maladie d'abord")).Total.Net.Euros);
        Assert.Equal(OrdreVersements.ComplementairePuisRo, Assert.Single(From("la complémentaire d'abord")).OrdreVersements);
        Assert.True(Assert.Single(From("un seul versement")).VersementUnique);
        Assert.Equal(2, From("deux boîtes identiques").Count);
        Assert.Equal(Domain.VisibleSur.Courrier, Assert.Single(From("feuille de soins papier")).PartRo.VisibleSur);
        Assert.True(Assert.Single(From("après une régularisation")).Total.Inchange);
        Assert.Equal(36.50m + 18.00m, Assert.Single(From("deux contrats")).Total.Valeur.Euros);
        Assert.Equal(2, From("séjour à l'hôpital").Count);
        Assert.Equal("A0000021", Assert.Single(Assert.Single(From("deux parents")).AutresAdherents));
        Assert.Equal(21.00m, Assert.Single(From("En attente de l'assurance maladie")).PartRo.MontantAttendu?.Euros);
    }

    [Fact]
    public void Printed_lines_fit_eighty_columns()
    {
        var (_, generator) = Generate("2025-11-27T12:00:00+01:00");
        Assert.All(generator.Case, c => Assert.All(Poster.Refold(c.Explanation), ligne => Assert.InRange(ligne.Length, 1, 76)));
        Assert.All(generator.Case, c => Assert.InRange(c.Title.Length, 1, 78));
    }

    private static NotableCase Case(Generator generator, Situation situation) =>
        generator.Case.Single(c => c.Situation == situation);

    private static (DateTimeOffset Now, Generator Generator) Generate(string instant) => (Instant(instant), new(Seed, Instant(instant)));

    private static DateTimeOffset Instant(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);

    private static ReadResult Receive(PaiementEmis paiement, DateOnly today) => PaymentReader.Read(
        paiement is PaiementRoEmis ? Domain.Part.Ro : Domain.Part.Complementaire, Encoding.UTF8.GetBytes(StoredJson.Write(paiement)),
        today);

    private static List<Vue> Judge(IEnumerable<PaiementEmis> paiements, DateTimeOffset now) =>
    [
        .. paiements
            .Select(p => PaymentStreams.Product.Of(p).ToLigne(p))
            .GroupBy(l => l.Journee)
            .SelectMany(journee => JourneeFold.Run(JourneeDeSoins.From(journee), Judgement, now).Soins)
            .Select(soin => soin.Vue),
    ];

    private static double Part<T>(IReadOnlyCollection<T> all, Func<T, bool> condition) => (double)all.Count(condition) / all.Count;
}
