using Npgsql;
using NpgsqlTypes;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Situation = Reconciliation.Domain.Situation;

namespace Reconciliation.Storage;

/// <summary>A view as stored.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="DateSoin">The day of care.</param>
/// <param name="Version">The version.</param>
/// <param name="Vue">The view, as JSON.</param>
/// <param name="AdherentIds">The members concerned.</param>
/// <param name="RemplacePar">The soin that took its lines, if one did.</param>
/// <param name="BeneficiaireId">The beneficiary of the care.</param>
public sealed record StoredVue(
    Guid SoinId, DateOnly DateSoin, int Version, string Vue, IReadOnlyList<string> AdherentIds, Guid? RemplacePar, string BeneficiaireId)
{
    /// <summary>The tag that tells this version from any other.</summary>
    public VersionTag Tag => VersionTag.Of(Version, Vue);

    /// <summary>The journée of the soin.</summary>
    public Journee Journee => new(BeneficiaireId, DateSoin);
}

/// <summary>The views of a member to read.</summary>
/// <param name="AdherentId">The member.</param>
/// <param name="FromDay">The first day of care, or any.</param>
/// <param name="ToDay">The last day of care, or any.</param>
/// <param name="Situations">The situations, or any where empty.</param>
/// <param name="After">The last view of the page before.</param>
/// <param name="Limit">The most views.</param>
public sealed record SoinQuery(
    string AdherentId, DateOnly? FromDay, DateOnly? ToDay, IReadOnlyList<Situation> Situations, (DateOnly DateSoin, Guid SoinId)? After,
    int Limit)
{
    /// <summary>The beneficiary; null: any.</summary>
    public string? BeneficiaireId { get; init; }

    /// <summary>The first day of payment of a part; null: any.</summary>
    public DateOnly? PaidFrom { get; init; }

    /// <summary>The last day of payment of a part; null: any.</summary>
    public DateOnly? PaidTo { get; init; }
}

/// <summary>Read queries for API and console.</summary>
/// <param name="source">The database.</param>
public sealed class VueQueries(NpgsqlDataSource source)
{
    /// <summary>The views that are read at once where only those with a payment of some days are wanted.</summary>
    public const int VuesPerLookCount = 200;

    private const string Columns = """
        soin_id, date_soin, version, vue, vue_octets, array_prepend(adherent_id, autres_adherents) AS adherents, remplace_par,
        beneficiaire_id
        """;

    // Two index ranges in the order of the page instead of one OR, which would read all soins of the member to sort them. A member shares
    // few soins with others: they are all found before their days are looked at (OFFSET 0), for a plan of all days would begin with those.
    private static readonly string ByAdherent = $"""
        SELECT * FROM (
            ({Branch("soin", "adherent_id = $1 AND remplace_par IS NULL")})
            UNION ALL
            ({Branch(
                "(SELECT * FROM soin WHERE autres_adherents @> ARRAY[$1] AND remplace_par IS NULL OFFSET 0) AS soin",
                "adherent_id <> $1")})) AS soins
        ORDER BY date_soin DESC, soin_id DESC
        LIMIT $7
        """;

    /// <summary>Views of a member, newest care first; also those of a child that two members cover.</summary>
    /// <param name="query">The views asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<StoredVue>> SoinsAsync(SoinQuery query, CancellationToken cancellationToken)
    {
        if (query is { PaidFrom: null, PaidTo: null })
        {
            return await LookAsync(query, cancellationToken);
        }

        // The days of payment stand in the views alone: one member's are looked through until there are enough.
        var found = new List<StoredVue>();
        var look = query with { Limit = Math.Max(query.Limit, VuesPerLookCount) };
        while (true)
        {
            var vues = await LookAsync(look, cancellationToken);
            found.AddRange(vues.Where(v => IsPaidWithin(v, query)).Take(query.Limit - found.Count));
            if (found.Count == query.Limit || vues.Count < look.Limit)
            {
                return found;
            }

            look = look with { After = (vues[^1].DateSoin, vues[^1].SoinId) };
        }
    }

    private async Task<List<StoredVue>> LookAsync(SoinQuery query, CancellationToken cancellationToken)
    {
        await using var batch = KeptPlans.CreateBatch(source);
        var command = batch.Add(ByAdherent);
        command.Parameters.Add(new() { Value = query.AdherentId });
        command.Parameters.Add(new() { Value = query.FromDay ?? DateOnly.MinValue });
        command.Parameters.Add(new() { Value = query.ToDay ?? DateOnly.MaxValue });
        command.Parameters.Add(new() { Value = query.Situations.Select(s => (short)s).ToArray() });
        command.Parameters.Add(new() { Value = query.After?.DateSoin ?? DateOnly.MaxValue });
        command.Parameters.Add(new() { Value = query.After?.SoinId ?? Guid.AllBitsSet });
        command.Parameters.Add(new() { Value = query.Limit });
        command.Parameters.Add(new() { Value = (object?)query.BeneficiaireId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await KeptPlans.ReadAsync(batch, cancellationToken);
        return await ReadAllAsync(reader, cancellationToken);
    }

    private static bool IsPaidWithin(StoredVue stored, SoinQuery query)
    {
        var vue = StoredJson.ReadVue(stored.Vue);
        return IsWithin(vue.PartRo.PayeLe) || IsWithin(vue.PartComplementaire.PayeLe);

        bool IsWithin(DateOnly? day) =>
            day is { } paid && paid >= (query.PaidFrom ?? DateOnly.MinValue) && paid <= (query.PaidTo ?? DateOnly.MaxValue);
    }

    /// <summary>The last view of a soin; null if there is no such soin.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<StoredVue?> SoinAsync(Guid soinId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"SELECT {Columns} FROM soin WHERE soin_id = $1");
        command.Parameters.Add(new() { Value = soinId });
        return (await ReadAllAsync(command, cancellationToken)).FirstOrDefault();
    }

    /// <summary>
    /// The changes of a soin since a version: of each later version its number, instant and cause, as JSON, oldest first.
    /// </summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="since">The version.</param>
    /// <param name="limit">The most versions; the newest ones.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<string>> ChangesAsync(Guid soinId, int since, int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            SELECT version, ecrit_le, cause, cause_octets FROM journal
            WHERE soin_id = $1 AND version > $2 ORDER BY version DESC LIMIT $3
            """);
        command.Parameters.Add(new() { Value = soinId });
        command.Parameters.Add(new() { Value = since });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var changes = await reader.ReadAllAsync(
            r =>
                $"{{\"version\":{r.GetInt32(0)},\"ecritLe\":\""
                    + $"{InstantUtcConverter.Format(r.GetFieldValue<DateTimeOffset>(1))}\",\"cause\":{RowReaders.RecordText(r, 2)}}}",
            cancellationToken);
        return [.. changes.AsEnumerable().Reverse()];
    }

    /// <summary>The view of a soin as it stood at an instant; null if there was no such soin then.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="at">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<StoredVue?> SoinAsync(Guid soinId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            SELECT soin_id, NULL::date, version, vue, vue_octets, array_prepend(adherent_id, autres_adherents), NULL::uuid, beneficiaire_id
            FROM journal WHERE soin_id = $1 AND ecrit_le <= $2 ORDER BY version DESC LIMIT 1
            """);
        command.Parameters.Add(new() { Value = soinId });
        command.Parameters.Add(new() { Value = at.ToUniversalTime() });
        return (await ReadAllAsync(command, cancellationToken)).Select(WithOwnDay).FirstOrDefault();

        // The day and the soin that took its lines may be others now: those of then stand in the view.
        static StoredVue WithOwnDay(StoredVue stored)
        {
            var vue = StoredJson.ReadVue(stored.Vue);
            return stored with { DateSoin = vue.DateSoin, RemplacePar = vue.RemplacePar };
        }
    }

    private static string Branch(string soins, string condition) => $"""
        SELECT {Columns} FROM {soins}
        WHERE {condition} AND date_soin BETWEEN $2 AND $3
          AND (cardinality($4::smallint[]) = 0 OR situation = ANY ($4)) AND (date_soin, soin_id) < ($5, $6)
          AND ($8::text IS NULL OR beneficiaire_id = $8)
        ORDER BY date_soin DESC, soin_id DESC
        LIMIT $7
        """;

    private static async Task<List<StoredVue>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAllAsync(reader, cancellationToken);
    }

    private static async Task<List<StoredVue>> ReadAllAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var vues = new List<StoredVue>();
        while (await reader.ReadAsync(cancellationToken))
        {
            vues.Add(new(
                reader.GetGuid(0),
                reader.IsDBNull(1) ? default : reader.GetFieldValue<DateOnly>(1),
                reader.GetInt32(2),
                RowReaders.RecordText(reader, 3),
                reader.GetFieldValue<string[]>(5),
                reader.IsDBNull(6) ? null : reader.GetGuid(6),
                reader.GetString(7)));
        }

        return vues;
    }
}
