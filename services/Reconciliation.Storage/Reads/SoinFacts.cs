using System.Data;
using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A stored line, and what became of it.</summary>
/// <param name="Stored">The line.</param>
/// <param name="SoinId">The soin for which it pays; null while it is unattached.</param>
/// <param name="IsCurrent">
/// Whether it counts: of its highest revision, and the content that is shown where two contradict each other.
/// </param>
/// <param name="Contestee">Whether its revision came with two contents, and no later one settled it.</param>
public sealed record LigneFacts(StoredLigne Stored, Guid? SoinId, bool IsCurrent, bool Contestee);

/// <summary>
/// The facts behind some soins, read at one instant without a lock: which lines pay for which soin is not stored but found again, by
/// the same pairing that made the views.
/// </summary>
public sealed class SoinFacts
{
    private readonly Dictionary<LigneId, Guid> _soinOfLigne = [];
    private readonly Dictionary<long, LigneFacts> _byPosition = [];
    private readonly Dictionary<Guid, StoredSoin> _soins;

    private SoinFacts(KnownState state)
    {
        State = state;
        _soins = state.Soins.ToDictionary(s => s.SoinId);
        Identities = state.Pair();
        foreach (var soin in Identities.Soins)
        {
            foreach (var ligne in soin.Soin.Lignes)
            {
                _soinOfLigne[ligne.Id] = soin.Id;
            }
        }

        var current = JourneeDeSoins.From(state.Lignes.Select(l => l.Ligne)).SelectCurrentLignes();
        var winners = current.Lignes.ToDictionary(l => l.Id);
        foreach (var stored in state.Lignes)
        {
            // A line that moved to another beneficiary has no winner where it was.
            var ligne = stored.Ligne;
            var ofLast = winners.TryGetValue(ligne.Id, out var winner) && ligne.Revision == winner.Revision;
            _byPosition[stored.Position] = new(
                stored,
                _soinOfLigne.TryGetValue(ligne.Id, out var soinId) ? soinId : null,
                ofLast && (ReferenceEquals(ligne, winner) || Empreinte.Of(ligne) == Empreinte.Of(winner!)),
                ofLast && current.Contestees.Contains(ligne.Id));
        }
    }

    /// <summary>Everything that was read.</summary>
    public KnownState State { get; }

    /// <summary>The soins with their ids.</summary>
    public PairedFacts Identities { get; }

    /// <summary>Reads the facts of some journées and of those tied to them.</summary>
    /// <param name="source">The database.</param>
    /// <param name="journees">The journées.</param>
    /// <param name="streams">The streams: they read lines back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<SoinFacts> ReadAsync(
        NpgsqlDataSource source, IEnumerable<Journee> journees, PaymentStreams streams, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        return new(await TiedClosure.GrowAsync(journees, async (all, _) =>
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.Add(KeptPlans.Sql);
            KnownStateReader.Request(batch, all);
            await using var reader = await KeptPlans.ReadAsync(batch, cancellationToken);
            var state = await KnownStateReader.ReadAsync(reader, streams, cancellationToken);
            return ((IEnumerable<Journee>)state.Tied, state);
        }));
    }

    /// <summary>Every line of a soin with all its revisions, in a stable order: by identity, then as they were received.</summary>
    /// <param name="soinId">The soin.</param>
    public IReadOnlyList<LigneFacts> LignesOf(Guid soinId) =>
    [
        .. _byPosition.Values
            .Where(l => l.SoinId == soinId)
            .OrderBy(l => l.Stored.Ligne.Id, LigneId.Ordre)
            .ThenBy(l => l.Stored.Ligne.Revision)
            .ThenBy(l => l.Stored.Position),
    ];

    /// <summary>All lines, as they were received.</summary>
    public IEnumerable<LigneFacts> Lignes => _byPosition.Values.OrderBy(l => l.Stored.Position);

    /// <summary>The line that was received at a position; null if it is of another journée.</summary>
    /// <param name="position">The position.</param>
    public LigneFacts? Ligne(long position) => _byPosition.GetValueOrDefault(position);

    /// <summary>A soin as it is stored; null if it is of another journée.</summary>
    /// <param name="soinId">The soin.</param>
    public StoredSoin? Soin(Guid soinId) => _soins.GetValueOrDefault(soinId);

    /// <summary>The décisions that concern a soin, in the order in which they were taken.</summary>
    /// <param name="soinId">The soin.</param>
    public IReadOnlyList<Decision> DecisionsOf(Guid soinId) => State.DecisionsOf(soinId, Identities);
}
