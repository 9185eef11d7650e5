using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Benchmarks.Store;

/// <summary>Marks in the identifiers of a template, all of one length, which each copy replaces by its own.</summary>
internal static class Marks
{
    /// <summary>The number of a member: in the ids of member and beneficiary, in décomptes, events and transfers.</summary>
    public static string Member(int number) => $"M{number:D8}";

    /// <summary>The number of a professional, and of the transfers that one gets.</summary>
    public static string Professional(int number) => $"P{number:D6}";
}

/// <summary>A soin of a template: the part that is paid first, and the part that comes later, if it has come yet.</summary>
/// <param name="First">The first line.</param>
/// <param name="Second">The line of the other part.</param>
internal sealed record TemplateSoin(ReceivedLigne First, ReceivedLigne? Second);

/// <summary>The families of a store. The lines of each family, one member's, are copied as often as the store needs.</summary>
/// <param name="seed">The same seed gives the same lines.</param>
/// <param name="now">The instant of loading.</param>
/// <param name="due">
/// The instant at which every soin becomes late; null: an ordinary store, in which nothing becomes late for weeks.
/// </param>
internal sealed class StoreShape(int seed, DateTimeOffset now, DateTimeOffset? due)
{
    /// <summary>The soins of a family, on average; families differ, members do.</summary>
    public const int SoinsPerFamily = 10;

    private const int Days = 700;
    private const int RefundHours = 72;

    private static readonly (string Code, string Label, int From, int To)[] Acts =
    [
        ("G", "Consultation généraliste", 3000, 3001), ("G", "Consultation généraliste", 3000, 3001),
        ("CS", "Consultation spécialiste", 3500, 7000),
        ("PH7", "Pharmacie 65 %", 300, 9000), ("B", "Biologie", 1000, 12000), ("AMK", "Kinésithérapie", 1650, 2500),
        ("HBLD490", "Soins dentaires", 2892, 60000),
    ];

    private readonly Random _random = new(seed);
    private readonly DateOnly _today = Paris.Day(now);

    /// <summary>The soins of a family: from 4 to 16 of them.</summary>
    public IReadOnlyList<TemplateSoin> Family(int number)
    {
        var soins = SoinsPerFamily + ((number % 5) - 2) * 3;
        return [.. Enumerable.Range(0, soins).Select(i => Soin(number, i))];
    }

    private TemplateSoin Soin(int family, int rank)
    {
        var (code, label, from, to) = Acts[_random.Next(Acts.Length)];
        var depense = _random.Next(from, to) / 100m;
        var care = _today.AddDays(-40 - _random.Next(Days));
        var paid = Montant.Percentage(Montant.FromEuros(depense), 70).Euros;
        var kind = ((family * SoinsPerFamily) + rank) % 50;
        var line = new Line(family, rank, care, code, label, depense, kind == 3);
        if (due is { } instant)
        {
            care = _today.AddDays(-4);
            return new(
                Complementaire(line with { Care = care }, depense - paid, paid, care.AddDays(1), instant.AddHours(-RefundHours)), null);
        }

        return kind switch
        {
            // Waits for weeks yet, then late, then in dispute; one in seven of the rest has the complementary part first.
            0 => new(Ro(line with { Care = _today.AddDays(-2) }, paid, _today.AddDays(-1), Contracts.Canal.FeuilleDeSoins), null),
            1 => new(Complementaire(line, depense - paid, paid, care.AddDays(4), null), null),
            2 => new(Ro(line, paid - 1m, care.AddDays(3)), Complementaire(line, depense - paid, paid, care.AddDays(5), null)),
            _ when kind % 7 == 0 => new(Complementaire(line, depense - paid, paid, care.AddDays(3), null), Ro(line, paid, care.AddDays(6))),
            _ => new(Ro(line, paid, care.AddDays(3)), Complementaire(line, depense - paid, paid, care.AddDays(5), null)),
        };
    }

    private ReceivedLigne Ro(Line l, decimal amount, DateOnly paid, Contracts.Canal channel = Contracts.Canal.CarteVitale) =>
        Read(Part.Ro, new PaiementRoEmis
        {
            EvenementId = Event("ro", l),
            Source = "ameli",
            Ligne = Reference(l),
            Nature = Contracts.Nature.Paiement,
            AdherentId = "A" + Marks.Member(l.Family),
            BeneficiaireId = Beneficiary(l),
            DateSoin = l.Care,
            ProfessionnelId = Professional(l),
            CodeActe = l.Code,
            Libelle = l.Label,
            Depense = l.Depense,
            Base = l.Depense,
            Taux = 70,
            Montant = amount,
            Destinataire = l.ToProfessional ? Contracts.Destinataire.Professionnel : Contracts.Destinataire.Assure,
            Canal = channel,
            PayeLe = paid,
            Virement = Transfer("VRO", l, paid),
            Complementaire = Contracts.Complementaire.Mgen,
        });

    private ReceivedLigne Complementaire(Line l, decimal amount, decimal declared, DateOnly paid, DateTimeOffset? sent) => Read(
        Part.Complementaire,
        new PaiementComplementaireEmis
        {
            EvenementId = Event("rc", l),
            Source = "mgen-complementaire",
            Ligne = new() { Organisme = "MGEN-COMPLEMENTAIRE", Decompte = "C" + Decompte(l), Ordre = l.Rank + 1 },
            Nature = Contracts.Nature.Paiement,
            AdherentId = "A" + Marks.Member(l.Family),
            BeneficiaireId = Beneficiary(l),
            DateSoin = l.Care,
            ProfessionnelId = Professional(l),
            CodeActe = l.Code,
            Libelle = l.Label,
            Depense = l.Depense,
            Montant = amount,
            Destinataire = l.ToProfessional ? Contracts.Destinataire.Professionnel : Contracts.Destinataire.Assure,
            Canal = Contracts.Canal.CarteVitale,
            TransmisLe = sent,
            PayeLe = paid,
            Virement = Transfer("VRC", l, paid),
            Contrat = "MGEN-INTEGRALE",
            RegimeObligatoire = Contracts.RegimeObligatoire.Mgen,
            MontantRoDeclare = declared,
            ReferenceRo = l.Rank % 2 == 0 && sent is null ? Reference(l) : null,
        });

    // Through the front door, as any line.
    private ReceivedLigne Read(Part part, PaiementEmis payment)
    {
        var (line, refused) = PaymentReader.Read(part, Encoding.UTF8.GetBytes(StoredJson.Write(payment)), _today);
        return line ?? throw new InvalidOperationException($"A line of the store is refused: {refused[0].Membre} {refused[0].Regle}.");
    }

    private static ReferenceLigne Reference(Line l) => new() { Organisme = "010000506", Decompte = Decompte(l), Ordre = l.Rank + 1 };

    private static string Decompte(Line l) => $"{l.Care:yyyyMMdd}{Marks.Member(l.Family)}";

    private static string Beneficiary(Line l) => $"A{Marks.Member(l.Family)}-0{1 + (l.Rank % 3)}";

    private static string Professional(Line l) => $"1{Marks.Professional(l.Family)}{l.Rank % 10}";

    private static string Event(string part, Line l) =>
        $"{part}-{Marks.Member(l.Family)}-{l.Rank:D4}-{l.Care.DayNumber:x8}-{l.Depense * 100:0000000}";

    private static string Transfer(string kind, Line l, DateOnly paid) =>
        l.ToProfessional ? $"{kind}-{paid:yyyyMMdd}-{Marks.Professional(l.Family)}" : $"{kind}-{paid:yyyyMMdd}-{Marks.Member(l.Family)}";

    private sealed record Line(int Family, int Rank, DateOnly Care, string Code, string Label, decimal Depense, bool ToProfessional);
}
