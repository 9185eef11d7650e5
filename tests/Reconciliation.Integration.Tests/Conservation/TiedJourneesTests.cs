using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Conservation;

/// <summary>Journées whose lines are one soin, or may be, go together: whatever ties them when they are paired ties them here.</summary>
public sealed class TiedJourneesTests
{
    private static readonly ReceivedLigne Ro = Scenario.Ro("X");
    private static readonly ReceivedLigne OfNextDay = Scenario.Ro("Y", dateSoin: "2026-01-06");
    private static readonly HashSet<LigneId> Both = [Ro.Ligne.Id, OfNextDay.Ligne.Id];
    private static readonly DateTimeOffset Decided = new(2026, 1, 10, 10, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Tying => ["correction", "referenceRo", "revision", "lier", "delier"];

    [Theory]
    [MemberData(nameof(Tying))]
    public void Two_days_that_something_ties_are_one(string tie)
    {
        var state = tie switch
        {
            "correction" => State([Ro, Scenario.Ro("Z", -21m, Contracts.Nature.Annulation, "X", "2026-01-06")]),
            "referenceRo" => State([Ro, Complementaire("X")]),
            "revision" => State([Ro, Scenario.Ro("X", dateSoin: "2026-01-06", revision: 2)]),
            "lier" => State([Ro, OfNextDay], new Lier { Id = Guid.Empty, PriseLe = Decided, Auteur = "a", Motif = "m", Lignes = Both }),
            _ => State([Ro, OfNextDay], new Delier { Id = Guid.Empty, PriseLe = Decided, Auteur = "a", Motif = "m", Lignes = Both }),
        };
        var tied = Assert.Single(RetentionRule.Tie(state));
        Assert.Equal(["2026-01-05", "2026-01-06"], tied.Journees.Select(j => $"{j.DateSoin:yyyy-MM-dd}").Order());
        Assert.Equal(state.Decisions, tied.Decisions);
    }

    [Fact]
    public void Two_days_that_nothing_ties_are_two() => Assert.Equal(2, RetentionRule.Tie(State([Ro, OfNextDay])).Count);

    private static KnownState State(IEnumerable<ReceivedLigne> lignes, params Decision[] decisions) => new(
        [.. lignes.Select((l, rank) => new StoredLigne(l.Ligne, rank, Decided, "e", Guid.Empty, 1))], decisions, [],
        new HashSet<Journee>());

    // A payment that the other system computed on an RO line, for care that it dates one day later.
    private static ReceivedLigne Complementaire(string ro)
    {
        var paiement = new PaiementComplementaireEmis
        {
            EvenementId = "e",
            Source = "mgen",
            Ligne = new() { Organisme = "M", Decompte = "RC", Ordre = 1 },
            Nature = Contracts.Nature.Paiement,
            AdherentId = "A-" + ro,
            BeneficiaireId = "B-" + ro,
            DateSoin = new(2026, 1, 6),
            ProfessionnelId = "10003456789",
            CodeActe = "G",
            Depense = 30m,
            Montant = 9m,
            Destinataire = Contracts.Destinataire.Assure,
            Canal = Contracts.Canal.CarteVitale,
            PayeLe = new(2026, 1, 9),
            Virement = "V2",
            Contrat = "C",
            RegimeObligatoire = Contracts.RegimeObligatoire.Mgen,
            ReferenceRo = new() { Organisme = Ro.Ligne.Id.Reference.Organisme, Decompte = ro, Ordre = 1 },
        };
        return PaymentReader.Read(
            Part.Complementaire, Encoding.UTF8.GetBytes(StoredJson.Write(paiement)), new(2026, 1, 31), PaymentStreams.Product).Ligne!;
    }
}
