namespace Reconciliation.Domain;

/// <summary>The soins published before, as far as they decide ids.</summary>
/// <param name="Soins">The soins.</param>
/// <param name="Reception">The rank in which a line was received: decides which line names a new soin.</param>
public sealed record KnownSoins(IEnumerable<KnownSoin> Soins, Func<LigneId, long> Reception)
{
    /// <summary>Nothing was published yet, and of several lines any may name a soin.</summary>
    public static KnownSoins None { get; } = new([], _ => 0);
}

/// <summary>A set of facts paired into soins, each with its id.</summary>
/// <param name="Soins">The soins, in the order of their first line.</param>
/// <param name="Replaced">Ids published before that now lead to another soin; to none where no line is left.</param>
/// <param name="NonRattachees">The lines that are in no soin.</param>
/// <param name="Homonymes">The lines of which the name is that of another beneficiary's line too.</param>
public sealed record PairedFacts(
    IReadOnlyList<IdentifiedSoin> Soins,
    IReadOnlyDictionary<Guid, Guid?> Replaced,
    IReadOnlyList<Ligne> NonRattachees,
    IReadOnlySet<LigneId> Homonymes);

/// <summary>A soin with its id and its view.</summary>
/// <param name="Identified">The soin.</param>
/// <param name="Vue">The view.</param>
public sealed record FoldedSoin(IdentifiedSoin Identified, Vue Vue)
{
    /// <summary>Its id.</summary>
    public Guid Id => Identified.Id;

    /// <summary>Its lines.</summary>
    public Soin Soin => Identified.Soin;
}

/// <summary>Everything that follows from a set of facts at an instant.</summary>
/// <param name="Soins">The soins with their views, in the order of their first line.</param>
/// <param name="Replaced">Ids published before that now lead to another soin; to none where no line is left.</param>
/// <param name="NonRattachees">The lines that are in no soin.</param>
/// <param name="Homonymes">The lines of which the name is that of another beneficiary's line too.</param>
public sealed record FoldedJournee(
    IReadOnlyList<FoldedSoin> Soins,
    IReadOnlyDictionary<Guid, Guid?> Replaced,
    IReadOnlyList<Ligne> NonRattachees,
    IReadOnlySet<LigneId> Homonymes);

/// <summary>
/// The idea of the product as one pure function: facts, the soins published before, the policy and now make the folded journée. The one
/// transaction, rebuilding, décisions, reads, the oracle and the tests all call it; nothing else puts pairing, ids and judging together.
/// </summary>
public static class JourneeFold
{
    /// <summary>Folds facts.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="known">The soins published before.</param>
    /// <param name="judgement">The policy.</param>
    /// <param name="now">The instant at which a soin is judged, by its id.</param>
    public static FoldedJournee Run(JourneeDeSoins facts, KnownSoins known, Jugement judgement, Func<Guid, DateTimeOffset> now)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        ArgumentNullException.ThrowIfNull(now);
        var (soins, replaced, nonRattachees, homonymes) = Pair(facts, known);
        var folded = new FoldedSoin[soins.Count];
        for (var i = 0; i < folded.Length; i++)
        {
            folded[i] = new(soins[i], judgement.Judge(soins[i].Soin, now(soins[i].Id)));
        }

        return new(folded, replaced, nonRattachees, homonymes);
    }

    /// <summary>Folds facts of which nothing was published yet.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="judgement">The policy.</param>
    /// <param name="now">The instant.</param>
    public static FoldedJournee Run(JourneeDeSoins facts, Jugement judgement, DateTimeOffset now) =>
        Run(facts, KnownSoins.None, judgement, _ => now);

    /// <summary>The first half of the fold, for a caller that needs to know which line pays for which soin and judges nothing.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="known">The soins published before.</param>
    public static PairedFacts Pair(JourneeDeSoins facts, KnownSoins known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var paired = Pairing.Pair(facts);
        var identities = SoinIdentification.Identify(paired.Soins, known.Soins, known.Reception);
        return new(identities.Soins, identities.Replaced, paired.NonRattachees, paired.Homonymes);
    }
}
