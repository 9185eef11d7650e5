using System.Data;
using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The versions of a soin as they were published.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="BeneficiaireId">The beneficiary.</param>
/// <param name="Version">The last version.</param>
/// <param name="Vue">Its view, as JSON.</param>
/// <param name="VueFormat">The format in which the view was made.</param>
/// <param name="WrittenAt">When each version was written, from the first on.</param>
/// <param name="Previous">The situation before each version, as a number; null before the first.</param>
public sealed record PublishedSoin(
    Guid SoinId,
    string BeneficiaireId,
    int Version,
    string Vue,
    short VueFormat,
    IReadOnlyList<DateTimeOffset> WrittenAt,
    IReadOnlyList<short?> Previous);

/// <summary>A stored soin, all its columns, with what the journal says of it.</summary>
public sealed record ControlledSoin
{
    public required Guid SoinId { get; init; }

    public required Journee Journee { get; init; }

    public required string AdherentId { get; init; }

    public required IReadOnlyList<string> AutresAdherents { get; init; }

    public required int Version { get; init; }

    public required Situation Situation { get; init; }

    public required Guid? RemplacePar { get; init; }

    public required DateTimeOffset MisAJourLe { get; init; }

    /// <summary>The stored view, as JSON.</summary>
    public required string Vue { get; init; }

    /// <summary>The number of versions in the journal.</summary>
    public required int Entries { get; init; }

    public required int? LastVersion { get; init; }

    /// <summary>Whether these versions count from one without a gap, and each view is of its own soin and version.</summary>
    public required bool AreVersionsContinuous { get; init; }

    /// <summary>The last view of the journal.</summary>
    public required string? LastVue { get; init; }
}

/// <summary>Lines that share stream, source and day of reception.</summary>
/// <param name="Part">The stream.</param>
/// <param name="Source">The source.</param>
/// <param name="Day">The day in Europe/Paris on which they were received.</param>
public readonly record struct TotalKey(Part Part, string Source, DateOnly Day);

/// <summary>Everything stored of some journées, as one snapshot saw it.</summary>
/// <param name="State">The facts and the views, of the journées tied to these too.</param>
/// <param name="Soins">The stored soins.</param>
/// <param name="NonRattachees">The lines noted as unattached: the journée and the identity of each, and its cents.</param>
/// <param name="Sums">The lines of the journées asked for, as their columns add up.</param>
/// <param name="WronglyTied">Of the journées asked for, those that their lines tie to one that is not noted.</param>
public sealed record ControlledState(
    KnownState State,
    IReadOnlyList<ControlledSoin> Soins,
    IReadOnlyDictionary<(Journee Journee, string Ligne), long> NonRattachees,
    IReadOnlyDictionary<TotalKey, (long Count, long Cents)> Sums,
    IReadOnlySet<Journee> WronglyTied);

/// <summary>
/// Reads journées to check them: in a snapshot, so that a commit of an engine meanwhile is seen whole or not at all, and without a lock, so
/// that no engine waits.
/// </summary>
public static class ControlSnapshot
{
    /// <summary>Reads some journées and those that are tied to them, as their lines say, whatever ties are noted.</summary>
    /// <param name="source">The database.</param>
    /// <param name="journees">The journées.</param>
    /// <param name="streams">The streams: they read lines back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ControlledState> ReadAsync(
        NpgsqlDataSource source, IReadOnlyCollection<Journee> journees, PaymentStreams streams, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var wronglyTied = new HashSet<Journee>();
        var (state, all) = await TiedClosure.GrowAsync(journees, async (read, _) =>
        {
            var (known, missing) = await StateAsync(connection, read, streams, cancellationToken);
            wronglyTied.UnionWith(missing.Select(l => l.From));
            return (known.Tied.Concat(missing.Select(l => l.To)), (known, read));
        });
        wronglyTied.IntersectWith(journees);
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, ControlSql.ReadControlledSoins, all);
        Add(batch, ControlSql.ReadNonRattachees, all);
        Add(batch, ControlSql.SumLignes, journees);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var soins = await reader.ReadAllAsync(RowReaders.ControlledSoin, cancellationToken);
        var nonRattachees = await reader.ReadAllAsync(
            r => (Journee: RowReaders.Journee(r), Ligne: r.GetString(2), Cents: r.GetInt64(3)), cancellationToken);
        var sums = await reader.ReadAllAsync(
            r => (Key: Key(r, streams.Parts), Count: r.GetInt64(3), Cents: r.GetInt64(4)), cancellationToken);
        return new(
            state,
            soins,
            nonRattachees.ToDictionary(n => (n.Journee, n.Ligne), n => n.Cents),
            sums.ToDictionary(s => s.Key, s => (s.Count, s.Cents)),
            wronglyTied);
    }

    internal static TotalKey Key(NpgsqlDataReader r, PartCatalogue parts) =>
        new(parts[r.GetInt16(0)], r.GetString(1), r.GetFieldValue<DateOnly>(2));

    private static async Task<(KnownState State, List<(Journee From, Journee To)> Missing)> StateAsync(
        NpgsqlConnection connection, IReadOnlySet<Journee> journees, PaymentStreams streams, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(KeptPlans.None);
        KnownStateReader.Request(batch, journees);
        Add(batch, TieSql.MissingTies, journees);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var state = await KnownStateReader.ReadAsync(reader, streams, cancellationToken);
        return (
            state,
            await reader.ReadAllAsync(RowReaders.Tie, cancellationToken));
    }

    private static void Add(NpgsqlBatch batch, string sql, IReadOnlyCollection<Journee> journees) =>
        batch.Add(sql).With(journees);
}
