using System.Text.Json;
using Npgsql;
using Reconciliation.Contracts;

namespace Reconciliation.Storage;

/// <summary>A version of a soin, and its cause.</summary>
/// <param name="Version">The version.</param>
/// <param name="EcritLe">When it was written.</param>
/// <param name="SituationPrecedente">The situation before; null at the first version.</param>
/// <param name="Cause">Its cause, as JSON: whatever the engine wrote.</param>
/// <param name="Vue">The view, as JSON.</param>
/// <param name="AdherentIds">The members whom it concerned.</param>
public sealed record StoredVersion(
    int Version, DateTimeOffset EcritLe, Domain.Situation? SituationPrecedente, string Cause, string Vue, IReadOnlyList<string> AdherentIds)
{
    /// <summary>The version as others than agents see it: it says that an agent decided, not which, nor why.</summary>
    public StoredVersion WithoutAgent() =>
        JsonSerializer.Deserialize(Cause, ContratsJson.Lisible.CauseDeVersion) is { Decision: { } decision } cause
        ? this with
        {
            Cause =
            JsonSerializer.Serialize(cause with { Decision = DecisionEnCause.SansAgent(decision) }, ContratsJson.Lisible.CauseDeVersion)
        }
        : this;

    /// <summary>The version as JSON, without parsing what it is made of.</summary>
    public string AsJson() =>
        $"{{\"version\":{Version},\"ecritLe\":\"{InstantUtcConverter.Format(EcritLe)}\","
        + $"\"situationPrecedente\":{PublishedEntry.AsJson(SituationPrecedente)},\"cause\":{Cause},\"vue\":{Vue}}}";
}

/// <summary>Reads the published versions of one soin.</summary>
/// <param name="source">The database.</param>
public sealed class SoinHistory(NpgsqlDataSource source)
{
    /// <summary>Versions, the oldest first.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="after">The version after which to read.</param>
    /// <param name="adherentId">The member whom a version must concern; null: any.</param>
    /// <param name="limit">The most versions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<StoredVersion>> VersionsAsync(
        Guid soinId, long after, string? adherentId, int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(JournalSql.ReadVersions);
        command.Parameters.Add(new() { Value = soinId });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = (object?)adherentId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(
            r => new StoredVersion(
                r.GetInt32(0),
                r.GetFieldValue<DateTimeOffset>(1),
                r.IsDBNull(2) ? null : (Domain.Situation)r.GetInt16(2),
                RowReaders.RecordText(r, 3),
                RowReaders.RecordText(r, 5),
                r.GetFieldValue<string[]>(7)),
            cancellationToken);
    }
}
