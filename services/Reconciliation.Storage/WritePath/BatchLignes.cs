using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The new part of a batch: its lines that are not among those stored, and the counts of each source.</summary>
/// <param name="Lignes">The new lines, in the order of their keys.</param>
/// <param name="Receptions">Control totals of each source.</param>
/// <param name="RecuLe">When they were received.</param>
internal sealed record BatchLignes(IReadOnlyList<ReceivedLigne> Lignes, IReadOnlyList<NotedReception> Receptions, DateTimeOffset RecuLe)
{
    public static readonly BatchLignes None = new([], [], default);

    /// <summary>
    /// Tells which lines are new. A fingerprint names the journée too: a line that is stored is among those of its journée.
    /// </summary>
    /// <param name="lignes">Distinct lines.</param>
    /// <param name="received">The number of lines of each source.</param>
    /// <param name="knownOnes">The stored lines of their journées.</param>
    /// <param name="now">When they were received.</param>
    /// <param name="members">The members that each version of a fingerprint covers; null: those of the product.</param>
    public static BatchLignes From(
        IReadOnlyList<ReceivedLigne> lignes,
        IReadOnlyList<ReceivedCount> received,
        IReadOnlyList<StoredLigne> knownOnes,
        DateTimeOffset now,
        EmpreinteMembers? members = null)
    {
        var stored = new KnownEmpreintes(knownOnes, members ?? EmpreinteMembers.Product);
        var fresh = lignes.Where(l => !stored.Contain(l)).ToList();
        var bySource = fresh.Select(l => l.Ligne).ToLookup(l => (l.Id.Part, l.Id.Source));
        return new(fresh, [.. received.Select(Note)], now);

        NotedReception Note(ReceivedCount received)
        {
            var ofIt = bySource[(received.Part, received.Source)];
            return new(received, ofIt.Count(), ofIt.Sum(l => l.Montant.Cents));
        }
    }

    /// <summary>The new lines as if they were stored already, after all those that are.</summary>
    /// <param name="knownOnes">The stored lines.</param>
    public IReadOnlyList<StoredLigne> After(IReadOnlyList<StoredLigne> knownOnes)
    {
        var last = knownOnes.Select(c => c.Position).DefaultIfEmpty().Max();
        return [
            .. Lignes.Select(
                (l, rank) => new StoredLigne(
                    l.Ligne, last + 1 + rank, RecuLe, l.EvenementId, l.Empreinte.ToUuid(), EmpreinteMembers.Product.CurrentVersion))];
    }

    /// <summary>
    /// The journées that the lines of one batch tie together among themselves: by a line of one beneficiary on two days, or by a line that
    /// names another. Ties to stored lines, and names that several beneficiaries have, are looked for where stored lines are.
    /// </summary>
    /// <param name="lignes">The lines of a batch.</param>
    public static IReadOnlyList<(Journee From, Journee To)> Ties(IReadOnlyList<ReceivedLigne> lignes)
    {
        var byName = lignes.Select(l => l.Ligne).ToLookup(l => (l.Id.Part, l.Id.Reference, l.BeneficiaireId));
        if (byName.Count == lignes.Count && lignes.All(l => l.Ligne.NamedLigne() is null))
        {
            return [];
        }

        return
        [
            .. from ligne in lignes.Select(l => l.Ligne)
               from other in byName[(ligne.Id.Part, ligne.Id.Reference, ligne.BeneficiaireId)].Where(a => a.Id.Source == ligne.Id.Source)
                   .Concat(ligne.NamedLigne() is var (part, named) ? byName[(part, named, ligne.BeneficiaireId)] : [])
               where other.Journee != ligne.Journee
               select (ligne.Journee, other.Journee),
        ];
    }

    /// <summary>The lines whose name another beneficiary has too: in a line that is stored, or in another of the batch.</summary>
    /// <param name="lignes">The lines of a batch.</param>
    /// <param name="others">The names that stored lines of others have.</param>
    public static IReadOnlyList<ReceivedLigne> OfSharedNames(
        IReadOnlyList<ReceivedLigne> lignes, IReadOnlySet<(short Part, Reference Reference, string Source)> others)
    {
        var shared = new List<ReceivedLigne>();

        // Lines are sorted by their keys: by name, then by beneficiary. So the lines of one name are neighbours, and they share it if the
        // last of them has another beneficiary.
        for (int first = 0, next; first < lignes.Count; first = next)
        {
            var id = lignes[first].Ligne.Id;
            for (next = first + 1; next < lignes.Count && lignes[next].Ligne.Id.HasNameOf(id); next++)
            {
            }

            if (lignes[next - 1].Ligne.Id.Beneficiaire != id.Beneficiaire || others.Contains((id.Part.Number, id.Reference, id.Source)))
            {
                shared.AddRange(lignes.Take(first..next));
            }
        }

        return shared;
    }

    /// <summary>Of each line whether it is the first of its name: each is looked for once, in the order in which they lie.</summary>
    /// <param name="lignes">The lines of a batch.</param>
    public static bool[] IsFirstOfName(IReadOnlyList<ReceivedLigne> lignes) =>
        [.. lignes.Select((l, n) => n == 0 || !lignes[n - 1].Ligne.Id.HasNameOf(l.Ligne.Id))];
}

/// <summary>Control totals of one source in one batch.</summary>
/// <param name="Received">The number of lines that came.</param>
/// <param name="New">The number of new ones.</param>
/// <param name="Cents">The sum of the new ones.</param>
public readonly record struct NotedReception(ReceivedCount Received, int New, long Cents);
