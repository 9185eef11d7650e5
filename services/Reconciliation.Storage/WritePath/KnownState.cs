using System.Collections.Frozen;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A message that cannot be accepted.</summary>
/// <param name="Origin">The way in: a queue, or http.</param>
/// <param name="Part">The stream.</param>
/// <param name="Body">The original bytes.</param>
/// <param name="Rejections">The reasons.</param>
/// <param name="Sender">The sender, as its way in has authenticated them; null: nobody knows.</param>
public sealed record RefusedMessage(
    string Origin, Part Part, ReadOnlyMemory<byte> Body, IReadOnlyList<Rejet> Rejections, string? Sender = null);

/// <summary>The number of lines of a source that came in a batch, those known already included.</summary>
/// <param name="Part">The stream.</param>
/// <param name="Source">The source.</param>
/// <param name="Count">The number of lines.</param>
public readonly record struct ReceivedCount(Part Part, string Source, int Count);

/// <summary>The known state of some journées, read under their locks or in one snapshot.</summary>
/// <param name="Lignes">All lines.</param>
/// <param name="Decisions">All décisions.</param>
/// <param name="Soins">All soins published before.</param>
/// <param name="Tied">Other journées that must be folded with these.</param>
public sealed record KnownState(
    IReadOnlyList<StoredLigne> Lignes,
    IReadOnlyList<Decision> Decisions,
    IReadOnlyList<StoredSoin> Soins,
    IReadOnlySet<Journee> Tied)
{
    /// <summary>The epoch to which versions written now belong; null where nothing is to be written.</summary>
    public string? Epoch { get; init; }

    /// <summary>
    /// Of the lines that came, those whose name another beneficiary's line has, who is not read with them: nothing can have moved.
    /// </summary>
    public IReadOnlySet<LigneId> Homonymes { get; init; } = FrozenSet<LigneId>.Empty;

    /// <summary>
    /// Of the journées that were read, those that lead to some that were left out since the set is full: their fold may lack facts.
    /// </summary>
    public IReadOnlySet<Journee> Incomplete { get; init; } = FrozenSet<Journee>.Empty;

    /// <summary>Of these, those that are only read: what is stored of them stays, since it may know more.</summary>
    public IReadOnlySet<Journee> Untouched { get; init; } = FrozenSet<Journee>.Empty;

    /// <summary>The lines that this transaction adds, every content of them.</summary>
    public IReadOnlyList<StoredLigne> Added { get; private init; } = [];

    /// <summary>The revisions that this transaction adds.</summary>
    public IReadOnlySet<(LigneId Ligne, int Revision)> NewRevisions { get; private init; } = FrozenSet<(LigneId, int)>.Empty;

    /// <summary>Control totals of the lines that came, of each source.</summary>
    public IReadOnlyList<NotedReception> Receptions { get; private init; } = [];

    /// <summary>The same with lines that are about to be added.</summary>
    /// <param name="added">The lines; none of them is known.</param>
    /// <param name="receptions">Control totals of the lines that came.</param>
    public KnownState With(IReadOnlyList<StoredLigne> added, IReadOnlyList<NotedReception> receptions) => this with
    {
        Lignes = [.. Lignes, .. added],
        Added = added,
        Receptions = receptions,
        NewRevisions = added.Select(l => (l.Ligne.Id, l.Ligne.Revision)).ToHashSet(),
    };

    /// <summary>The lines that this transaction adds and whose name another beneficiary's line has.</summary>
    /// <param name="read">Those of which this is seen in the lines that were read together.</param>
    public IReadOnlyCollection<LigneId> AddedHomonymes(IReadOnlySet<LigneId> read) =>
        [.. Added.Select(l => l.Ligne.Id).Where(id => read.Contains(id) || Homonymes.Contains(id))];

    /// <summary>The same without some journées, which are about to be removed.</summary>
    /// <param name="erased">The journées.</param>
    public KnownState Without(IReadOnlySet<Journee> erased) => this with
    {
        Lignes = [.. Lignes.Where(l => !erased.Contains(l.Ligne.Journee))],
        Soins = [.. Soins.Where(s => !erased.Contains(new(s.BeneficiaireId, s.DateSoin)))],
    };

    /// <summary>The facts.</summary>
    public JourneeDeSoins Facts => JourneeDeSoins.From(Lignes.Select(l => l.Ligne), Decisions);

    /// <summary>The soins that were published before.</summary>
    public KnownSoins Published()
    {
        var reception = new Dictionary<LigneId, long>(Lignes.Count);
        foreach (var (ligne, position, _, _, _, _) in Lignes)
        {
            reception[ligne.Id] = reception.TryGetValue(ligne.Id, out var first) ? Math.Min(first, position) : position;
        }

        return new(Soins.Select(s => new KnownSoin(s.SoinId, s.Fondatrice, s.CreeLe)), id => reception[id]);
    }

    /// <summary>Tells which line pays for which soin.</summary>
    public PairedFacts Pair() => JourneeFold.Pair(Facts, Published());

    /// <summary>The décisions that concern a soin, in the order in which they were taken: on it or one that it took in, on its lines,
    /// and those that reopen one of these.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="paired">The soins with their ids.</param>
    public IReadOnlyList<Decision> DecisionsOf(Guid soinId, PairedFacts paired)
    {
        var ids = paired.Replaced.Where(r => r.Value == soinId).Select(r => r.Key).Append(soinId).ToHashSet();
        var lignes = paired.Soins.Where(s => s.Id == soinId).SelectMany(s => s.Soin.Lignes).Select(l => l.Id).ToHashSet();
        return DecisionsInForce.Concerning(
            Decisions, d => (d.SoinId is { } id && ids.Contains(id)) || d.ConcernedLignes().Any(lignes.Contains));
    }
}

/// <summary>A stored line.</summary>
/// <param name="Ligne">The fact.</param>
/// <param name="Position">
/// The rank in which it was received; of one that is about to be added, a rank after all that are read with it.
/// </param>
/// <param name="RecuLe">When it was received.</param>
/// <param name="EvenementId">The event that brought it, for tracing.</param>
/// <param name="Empreinte">Its fingerprint, as it is stored.</param>
/// <param name="EmpreinteVersion">The version of the fingerprint.</param>
public readonly record struct StoredLigne(
    Ligne Ligne, long Position, DateTimeOffset RecuLe, string EvenementId, Guid Empreinte, short EmpreinteVersion);

/// <summary>A stored soin.</summary>
public sealed record StoredSoin
{
    /// <summary>The tag that tells this version from any other.</summary>
    public VersionTag Tag => VersionTag.Of(Version, Vue);

    public required Guid SoinId { get; init; }

    public required string BeneficiaireId { get; init; }

    public required DateOnly DateSoin { get; init; }

    public required LigneId Fondatrice { get; init; }

    public required int Version { get; init; }

    public required Domain.Situation Situation { get; init; }

    public required SoinMeasures Measures { get; init; }

    /// <summary>The last view, as JSON in UTF-8.</summary>
    public required byte[] Vue { get; init; }

    /// <summary>The format in which the view was made.</summary>
    public required short VueFormat { get; init; }

    /// <summary>The epoch in which its last version was written; null: before epochs were told apart.</summary>
    public string? Epoque { get; init; }

    public required DateTimeOffset CreeLe { get; init; }

    public required DateTimeOffset MisAJourLe { get; init; }

    public required DateTimeOffset? Echeance { get; init; }

    public required Guid? RemplacePar { get; init; }

    /// <summary>The other members that its lines name, in order; the view does not say.</summary>
    public required IReadOnlyList<string> AutresAdherents { get; init; }
}

/// <summary>The measures by which a soin is sorted and counted.</summary>
/// <param name="Since">Since when it is in its situation.</param>
/// <param name="Enjeu">The amount at stake.</param>
/// <param name="EcartJours">Days from the RO payment to the complementary one; null until both are there.</param>
/// <param name="Punctuality">Channel and punctuality of the second payment; null until both are there.</param>
/// <param name="Paid">The net amount that its view states as paid.</param>
/// <param name="ExpectedPart">The part that is missing of a late soin; null for any other.</param>
/// <param name="Canal">
/// The channel of claim, as the line says for which it was first published; null: it was written before channels were kept.
/// </param>
public sealed record SoinMeasures(
    DateTimeOffset Since,
    Montant Enjeu,
    int? EcartJours,
    string? Punctuality,
    Montant Paid = default,
    Part? ExpectedPart = null,
    Domain.Canal? Canal = null)
{
    /// <summary>Whether the stored measures say the same; a channel that was not kept yet is no difference.</summary>
    public bool Confirm(SoinMeasures stored) => stored == (stored.Canal is null ? this with { Canal = null } : this);
}
