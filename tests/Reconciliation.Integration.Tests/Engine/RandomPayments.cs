using System.Globalization;
using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>
/// Seeded payments that collide often: few beneficiaries, days, professionals and amounts; corrections and revisions that move.
/// </summary>
internal sealed class RandomPayments(int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<ReferenceLigne> _ro = [];
    private readonly List<ReferenceLigne> _rc = [];

    /// <summary>Lines in the order in which they were made; a correction may come before the line that it corrects.</summary>
    public IReadOnlyList<ReceivedLigne> Make(int count) => [.. Enumerable.Range(0, count).Select(Line)];

    /// <summary>A random order.</summary>
    public T[] Shuffle<T>(IEnumerable<T> items)
    {
        var array = items.ToArray();
        _random.Shuffle(array);
        return array;
    }

    /// <summary>A number from 1 to a maximum.</summary>
    public int UpTo(int max) => 1 + _random.Next(max);

    private ReceivedLigne Line(int index)
    {
        var ro = _random.Next(2) == 0;
        var names = ro ? _ro : _rc;
        var nature = _random.Next(10) switch
        {
            0 => Contracts.Nature.Regularisation,
            1 => Contracts.Nature.Annulation,
            2 =>
            Contracts.Nature.Retenue,
            _ => Contracts.Nature.Paiement
        };
        var again = names.Count > 0 && _random.Next(8) == 0;
        var name = again
            ? Pick([.. names])
            : new ReferenceLigne { Organisme = "010", Decompte = $"{(ro ? "R" : "C")}{index / 3}", Ordre = index % 3 };
        names.Add(name);
        var euros = Pick(21.00m, 21.00m, 9.00m, 14.00m);
        var payment = ro
            ? (PaiementEmis)Ro(index, name, nature, again ? 2 : 1, euros)
            : Complementaire(index, name, nature, again ? 2 : 1, euros);
        var body = Encoding.UTF8.GetBytes(StoredJson.Write(payment));
        return PaymentReader.Read(ro ? Part.Ro : Part.Complementaire, body, new DateOnly(2026, 1, 31)).Ligne
            ?? throw new InvalidOperationException("The generator made an invalid record.");
    }

    private PaiementRoEmis Ro(int index, ReferenceLigne name, Contracts.Nature nature, int revision, decimal euros) => new()
    {
        EvenementId = index.ToString(CultureInfo.InvariantCulture),
        Source = "ameli",
        Ligne = name,
        Revision = revision,
        Nature = nature,
        LigneOrigine = nature == Contracts.Nature.Paiement ? null : Origin(_ro),
        AdherentId = $"A{_random.Next(4)}",
        BeneficiaireId = $"B{_random.Next(12)}",
        DateSoin = new DateOnly(2026, 1, 1).AddDays(_random.Next(4)),
        ProfessionnelId = $"P{_random.Next(2)}",
        CodeActe = "G",
        Depense = 30m,
        Base = 30m,
        Taux = 70,
        Montant = Signed(nature, euros),
        Destinataire = Pick(Contracts.Destinataire.Assure, Contracts.Destinataire.Professionnel),
        Canal = Contracts.Canal.CarteVitale,
        PayeLe = new DateOnly(2026, 1, 10).AddDays(_random.Next(5)),
        Virement = $"V{_random.Next(9)}",
        Complementaire = Contracts.Complementaire.Mgen,
    };

    private PaiementComplementaireEmis Complementaire(
        int index, ReferenceLigne name, Contracts.Nature nature, int revision, decimal euros) => new()
        {
            EvenementId = index.ToString(CultureInfo.InvariantCulture),
            Source = "rc",
            Ligne = name,
            Revision = revision,
            Nature = nature,
            LigneOrigine = nature == Contracts.Nature.Paiement ? null : Origin(_rc),
            AdherentId = $"A{_random.Next(4)}",
            BeneficiaireId = $"B{_random.Next(12)}",
            DateSoin = new DateOnly(2026, 1, 1).AddDays(_random.Next(4)),
            ProfessionnelId = $"P{_random.Next(2)}",
            CodeActe = "G",
            Depense = 30m,
            Montant = Signed(nature, 30m - euros),
            Destinataire = Contracts.Destinataire.Assure,
            Canal = Contracts.Canal.CarteVitale,
            PayeLe = new DateOnly(2026, 1, 10).AddDays(_random.Next(5)),
            Virement = $"V{_random.Next(9)}",
            Contrat = Pick("X", "X", "Y"),
            RegimeObligatoire = Contracts.RegimeObligatoire.Mgen,
            MontantRoDeclare = Pick<decimal?>(euros, euros, null),
        };

    private ReferenceLigne? Origin(List<ReferenceLigne> names) =>
        _random.Next(5) == 0 || names.Count == 0
            ? new ReferenceLigne { Organisme = "010", Decompte = $"later{_random.Next(20)}", Ordre = 0 }
            : Pick([.. names]);

    private static decimal Signed(Contracts.Nature nature, decimal euros) => nature is Contracts.Nature.Paiement ? euros : -euros;

    private T Pick<T>(params ReadOnlySpan<T> items) => items[_random.Next(items.Length)];
}
