using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The counts that batches noted of one stream, source and day of reception, beside those of the stored lines.</summary>
/// <param name="Key">The stream, the source and the day.</param>
/// <param name="Recues">The number of lines that came.</param>
/// <param name="New">The number of new ones.</param>
/// <param name="NotedCents">The sum of the new ones, as noted.</param>
/// <param name="Lignes">The number of stored lines.</param>
/// <param name="Cents">Their sum.</param>
public sealed record ComparedReception(TotalKey Key, long Recues, long New, long NotedCents, long Lignes, long Cents);

/// <summary>The number of messages noted as refused of one stream and way in, beside the number in quarantine.</summary>
public sealed record ComparedQuarantaine(Part Part, string Origine, long Noted, long Held);

/// <summary>
/// Reads the keys of all journées in order, for a control that goes through them slice by slice; and what such a control compares of the
/// database as a whole.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="streams">The streams.</param>
public sealed class JourneeWalk(NpgsqlDataSource source, PaymentStreams streams)
{
    private readonly PartCatalogue _parts = streams.Parts;

    /// <summary>The time that a statement over a whole table may run, in seconds.</summary>
    public const int TotalsTimeoutSeconds = 3600;

    /// <summary>The most vanished soins that are listed.</summary>
    public const int VanishedMax = 1000;

    // The one walk whose place is kept.
    private const string RebuildProgress = "reconstruction";

    /// <summary>Before the first journée.</summary>
    public static readonly Journee Start = new("", DateOnly.MinValue);

    /// <summary>The next journées.</summary>
    /// <param name="after">The one after which to read.</param>
    /// <param name="count">The most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Journee>> NextAsync(Journee after, int count, CancellationToken cancellationToken) =>
        await ReadAsync(
            ControlSql.NextJournees,
            RowReaders.Journee,
            cancellationToken,
            new() { Value = after.BeneficiaireId },
            new() { Value = after.DateSoin, NpgsqlDbType = NpgsqlDbType.Date },
            new() { Value = count });

    /// <summary>Counts the lines, to tell how far a walk is.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<long> CountLignesAsync(CancellationToken cancellationToken) =>
        (await ReadAsync("SELECT count(*) FROM ligne", r => r.GetInt64(0), cancellationToken))[0];

    public Task<List<ComparedReception>> ReceptionsAsync(CancellationToken cancellationToken) => ReadAsync(
        ControlSql.CompareReceptions,
        r => new ComparedReception(
            ControlSnapshot.Key(r, _parts), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6), r.GetInt64(7)),
        cancellationToken);

    public Task<List<ComparedQuarantaine>> QuarantaineAsync(CancellationToken cancellationToken) => ReadAsync(
        ControlSql.CompareQuarantaine,
        r => new ComparedQuarantaine(_parts[r.GetInt16(0)], r.GetString(1), r.GetInt64(2), r.GetInt64(3)),
        cancellationToken);

    /// <summary>Soins that were published and of which nothing is stored.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<Guid>> VanishedAsync(CancellationToken cancellationToken) =>
        ReadAsync(ControlSql.VanishedSoins, r => r.GetGuid(0), cancellationToken, new NpgsqlParameter { Value = VanishedMax });

    /// <summary>Whether the relay says that it published more than the journal holds.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> RelayBeyondAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(ControlSql.RelayBeyond, r => r.GetBoolean(0), cancellationToken))[0];

    /// <summary>The place of an interrupted rebuilding; null if there is none.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Journee?> PlaceAsync(CancellationToken cancellationToken) =>
        await ReadAsync(
            "SELECT beneficiaire_id, date_soin FROM avancement WHERE nom = $1", RowReaders.Journee, cancellationToken,
            new NpgsqlParameter { Value = RebuildProgress })
            is [var place] ? place : null;

    /// <summary>Keeps the place of a rebuilding; null once it has ended.</summary>
    /// <param name="place">The last journée that was rebuilt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RememberPlaceAsync(Journee? place, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(place is null
            ? "DELETE FROM avancement WHERE nom = $1"
            : """
                INSERT INTO avancement (nom, beneficiaire_id, date_soin) VALUES ($1, $2, $3)
                ON CONFLICT (nom) DO UPDATE SET beneficiaire_id = excluded.beneficiaire_id, date_soin = excluded.date_soin
                """);
        command.Parameters.Add(new() { Value = RebuildProgress });
        if (place is { } journee)
        {
            command.Parameters.Add(new() { Value = journee.BeneficiaireId });
            command.Parameters.Add(new() { Value = journee.DateSoin, NpgsqlDbType = NpgsqlDbType.Date });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<T>> ReadAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = TotalsTimeoutSeconds;
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(read, cancellationToken);
    }
}
