using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// The one transaction: locks the journées, reads all that is known, and later adds the new lines and the changes that folding made. Two
/// round trips and a commit, whatever the size of the batch, and one more where several beneficiaries have lines of one name.
/// </summary>
public sealed class BatchTransaction : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly PaymentStreams _streams;
    private readonly int _journeesMax;
    private BatchLignes _new = BatchLignes.None;
    private PackingInForce _packing;

    private BatchTransaction(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IReadOnlySet<Journee> journees,
        PaymentStreams streams,
        int journeesMax)
    {
        (Journees, _journeesMax) = (journees, journeesMax);
        _streams = streams;
        _connection = connection;
        _transaction = transaction;
    }

    /// <summary>The journées that are locked.</summary>
    public IReadOnlySet<Journee> Journees { get; }

    /// <summary>Begins a transaction.</summary>
    /// <param name="source">The database.</param>
    /// <param name="journees">The journées to lock.</param>
    /// <param name="streams">The streams: they read lines back.</param>
    /// <param name="journeesMax">The most journées of a set.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<BatchTransaction> BeginAsync(
        NpgsqlDataSource source, IReadOnlySet<Journee> journees, PaymentStreams streams, int journeesMax,
        CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            return new(connection, await connection.BeginTransactionAsync(cancellationToken), journees, streams, journeesMax);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>First round trip: locks, reads everything, notes the ties of the lines, and tells which lines are new.</summary>
    /// <param name="lignes">Distinct lines, in the order of their keys.</param>
    /// <param name="received">The number of lines of each source.</param>
    /// <param name="names">Names to lock beside those of the lines: <see cref="LockedNames"/>.</param>
    /// <param name="now">When they were received.</param>
    /// <param name="redoTies">Whether to look again for all that the lines of the journées tie together, as if nothing were noted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The known state, the new lines included.</returns>
    /// <exception cref="EpochNotBegunException">The history has no epoch yet: nothing may be written.</exception>
    public async Task<KnownState> ReadAsync(
        IReadOnlyList<ReceivedLigne> lignes,
        IReadOnlyList<ReceivedCount> received,
        IReadOnlyCollection<string> names,
        DateTimeOffset now,
        bool redoTies,
        CancellationToken cancellationToken)
    {
        await using var batch = Batch();
        batch.Add(KeptPlans.Sql);
        batch.Add(AdvisoryLocks.LockJournees)
            .With(Journees)
            .With(NpgsqlDbType.Text, [.. lignes.SelectMany(l => LockedNames.Of(l.Ligne)).Concat(names).Distinct()]);
        batch.Add(EpochSql.Current);
        batch.Add(DictionnaireTable.InForce);
        NoteTies(batch, lignes, redoTies);
        KnownStateReader.Request(batch, Journees, _journeesMax);
        await using var reader = await KeptPlans.ReadAsync(batch, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var epoch = await ReadEpochAsync(reader, cancellationToken);
        _packing = PackingInForce.Of(await reader.ReadAllAsync(DictionnaireTable.Read, cancellationToken));
        var others = lignes.Count > 0 ? await reader.ReadAllAsync(TieSql.SharedName, cancellationToken) : [];
        var known = await KnownStateReader.ReadAsync(reader, _streams, cancellationToken) with { Epoch = epoch };
        await reader.DisposeAsync();
        if (BatchLignes.OfSharedNames(lignes, others.ToHashSet()) is { Count: > 0 } shared)
        {
            known = await NoteNamesAsync(known, shared, cancellationToken);
        }

        _new = BatchLignes.From(lignes, received, known.Lignes, now);
        return known.With(_new.After(known.Lignes), _new.Receptions);
    }

    // Few have names that others have: to tie these in the first round trip took each session a long plan.
    private async Task<KnownState> NoteNamesAsync(
        KnownState known, IReadOnlyList<ReceivedLigne> lignes, CancellationToken cancellationToken)
    {
        await using var batch = Batch();
        LigneTable.Names.Bind(batch.Add(TieSql.NoteNames), lignes);
        KnownStateReader.RequestTied(batch, Journees, _journeesMax);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return known with
        {
            Homonymes = (await reader.ReadAllAsync(r => TieSql.Homonyme(r, _streams.Parts), cancellationToken)).ToHashSet(),
            Tied = await KnownStateReader.ReadTiedAsync(reader, cancellationToken),
        };
    }

    // Before the tied journées are read.
    private void NoteTies(NpgsqlBatch batch, IReadOnlyList<ReceivedLigne> lignes, bool redoTies)
    {
        if (lignes.Count > 0)
        {
            TieSql.Note(batch, lignes);
        }

        if (redoTies)
        {
            batch.Add(KeptPlans.None);
            batch.Add(TieSql.EraseDeadTies).With(Journees);
            batch.Add(TieSql.RedoTies).With(Journees);
        }
    }

    private static async Task<string> ReadEpochAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var current = await reader.ReadAllAsync(r => (Name: r.GetString(0), IsOwn: r.GetBoolean(1)), cancellationToken);
        return current is [{ IsOwn: true } epoch] ? epoch.Name : throw new EpochNotBegunException();
    }

    /// <summary>The last published version of soins, to rebuild their rows: the journal is what the world was told.</summary>
    /// <param name="soinIds">The soins; those never published are left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<PublishedSoin>> PublishedAsync(IReadOnlyCollection<Guid> soinIds, CancellationToken cancellationToken)
    {
        await using var batch = Batch();
        batch.Add(ControlSql.ReadPublished).With(NpgsqlDbType.Uuid, [.. soinIds]);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(RowReaders.Published, cancellationToken);
    }

    /// <summary>The ties of the journées that are locked.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<(Journee From, Journee To)>> TiesAsync(CancellationToken cancellationToken)
    {
        await using var batch = Batch();
        batch.Add(TieSql.TiesOf).With(Journees);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(RowReaders.Tie, cancellationToken);
    }

    /// <summary>The journées, other than these, of which a tie leads to some that are locked.</summary>
    /// <param name="journees">The journées.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Journee>> LeadingToAsync(IReadOnlySet<Journee> journees, CancellationToken cancellationToken)
    {
        await using var batch = Batch();
        batch.Add(TieSql.LeadingTo).With(journees);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return [.. (await reader.ReadAllAsync(RowReaders.Journee, cancellationToken)).Where(j => !journees.Contains(j))];
    }

    /// <summary>Second round trip: writes the new lines and the changes that folding made.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RowsElsewhereException">The rows were moved to another server meanwhile.</exception>
    public async Task WriteAsync(Changes changes, CancellationToken cancellationToken)
    {
        await using var batch = Batch();
        RetentionSql.Erase(batch, changes.Erased, changes.LeadingToErased, changes.Now);
        LigneTable.Insert(batch, _new.Lignes, _new.RecuLe, _packing);
        ReceptionTable.Note(batch, _new.Receptions, _new.RecuLe);
        DecisionTable.Insert(batch, changes.Decision);
        JournalTable.Write(batch, changes.Soins, changes.Now, _packing);
        NonRattacheesTable.Replace(batch, Journees.Where(j => !changes.Untouched.Contains(j)), changes.NonRattachees);
        CompteurTable.Append(batch, changes.Counters);
        if (batch.BatchCommands.Count == 0)
        {
            // A batch of known lines alone is answered behind a commit of its own: the first one may still be on its way to a standby.
            batch.Add(DurableCommit.Mark);
        }

        RowsHere.Ask(batch);
        await RowsHere.ExecuteAsync(batch, cancellationToken);
    }

    /// <summary>Commits; see <see cref="DurableCommit"/>.</summary>
    public Task CommitAsync() => _transaction.CommitDurablyAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private NpgsqlBatch Batch() => new(_connection, _transaction);
}
