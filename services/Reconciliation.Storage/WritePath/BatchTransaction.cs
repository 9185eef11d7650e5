using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// The one transaction: locks the journées, reads all that is known, and later adds the lines that are not, and what folding made of
/// all. Two round trips and a commit, whatever the size of the batch.
/// </summary>
public sealed class BatchTransaction : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly string[] _beneficiaires;
    private readonly DateOnly[] _dates;
    private BatchLignes _new = BatchLignes.None;

    private BatchTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyCollection<Journee> journees)
    {
        _connection = connection;
        _transaction = transaction;
        _beneficiaires = [.. journees.Select(j => j.BeneficiaireId)];
        _dates = [.. journees.Select(j => j.DateSoin)];
    }

    /// <summary>Begins.</summary>
    /// <param name="source">The database.</param>
    /// <param name="journees">The journées to lock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<BatchTransaction> BeginAsync(
        NpgsqlDataSource source, IReadOnlySet<Journee> journees, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            return new(connection, await connection.BeginTransactionAsync(cancellationToken), journees);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>First round trip: locks, reads everything, notes what the lines tie together, and tells which of them are new.</summary>
    /// <param name="lignes">Distinct lines, in the order of their keys.</param>
    /// <param name="received">How many came of each source.</param>
    /// <param name="now">When they were received.</param>
    /// <param name="redoTies">Whether to look again for all that the lines of the journées tie together, as if nothing were noted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is known, the new lines included.</returns>
    public async Task<KnownState> ReadAsync(
        IReadOnlyList<ReceivedLigne> lignes,
        IReadOnlyList<ReceivedCount> received,
        DateTimeOffset now,
        bool redoTies,
        CancellationToken cancellationToken)
    {
        await using var batch = Batch();
        batch.Add(Sql.LockJournees)
            .With(NpgsqlDbType.Text, _beneficiaires)
            .With(NpgsqlDbType.Date, _dates)
            .With(NpgsqlDbType.Text, [.. lignes.SelectMany(l => Names(l.Ligne)).Distinct()]);
        KnownStateReader.Request(batch, _beneficiaires, _dates, () =>
        {
            batch.NoteTies(lignes);
            if (redoTies)
            {
                batch.Add(TieSql.RedoTies).With(NpgsqlDbType.Text, _beneficiaires).With(NpgsqlDbType.Date, _dates);
            }
        });

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var known = await KnownStateReader.ReadAsync(reader, cancellationToken);
        _new = BatchLignes.From(lignes, received, known.Lignes, now);
        return known.With(_new.After(known.Lignes), _new.Receptions);
    }

    // A reference does not name the source of the line it means: neither does a name that is locked.
    private static IEnumerable<string> Names(Ligne ligne)
    {
        yield return Name(ligne.Id.Part, ligne.Id.Reference);
        if (ligne.NamedLigne() is var (part, reference))
        {
            yield return Name(part, reference);
        }

        static string Name(Part part, Reference reference) =>
            string.Create(CultureInfo.InvariantCulture,
                $"{(int)part}\u001f{reference.Organisme}\u001f{reference.Decompte}\u001f{reference.Ordre}");
    }

    /// <summary>The last published version of soins, to rebuild what is stored of them: the journal is what the world was told.</summary>
    /// <param name="soinIds">The soins; those never published are left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<PublishedSoin>> PublishedAsync(IReadOnlyCollection<Guid> soinIds, CancellationToken cancellationToken)
    {
        await using var batch = Batch();
        batch.Add(ControlSql.ReadPublished).With(NpgsqlDbType.Uuid, [.. soinIds]);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(RowReaders.Published, cancellationToken);
    }

    /// <summary>Second round trip: writes the new lines and what folding made.</summary>
    /// <param name="changes">What folding made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WriteAsync(Changes changes, CancellationToken cancellationToken)
    {
        await using var batch = Batch();
        RetentionSql.Erase(batch, changes.Erased);
        batch.InsertLignes(_new);
        batch.InsertDecision(changes.Decision);
        batch.WriteSoins(changes.Soins, changes.Now);
        batch.WriteNonRattachees(_beneficiaires, _dates, changes.NonRattachees);
        batch.WriteCounters(changes.Counters);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private NpgsqlBatch Batch() => new(_connection, _transaction);
}
