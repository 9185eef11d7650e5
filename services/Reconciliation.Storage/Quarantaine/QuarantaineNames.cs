using Npgsql;

namespace Reconciliation.Storage;

/// <summary>A message in quarantine that names a member.</summary>
/// <param name="QuarantaineId">The message.</param>
/// <param name="IsOpen">Whether somebody must still look at it.</param>
/// <param name="NamesOthers">Whether it states another member too: it is that member's as well.</param>
public readonly record struct NamingMessage(long QuarantaineId, bool IsOpen, bool NamesOthers);

/// <summary>The members whom messages name.</summary>
/// <param name="Ids">The members, no more than <see cref="MessageNames.MembersMax"/>.</param>
/// <param name="HasMore">
/// Whether the messages name more, or have more names than are looked up: nobody is shown their contents, since not every member in them
/// would have a row in the record.
/// </param>
public sealed record NamedMembers(IReadOnlyList<string> Ids, bool HasMore);

/// <summary>
/// The names in messages of quarantine: notes them for messages kept before names were noted, and finds messages by them.
/// </summary>
public static class QuarantaineNames
{
    /// <summary>The most messages that are read and noted at a time: each may have megabytes.</summary>
    public const int MessagesPerSliceMax = 20;

    private const string Bodies = "q.corps, ARRAY(SELECT s.corps_corrige FROM quarantaine_suite AS s "
        + "WHERE s.quarantaine_id = q.quarantaine_id AND s.corps_corrige IS NOT NULL ORDER BY s.suite_id)";

    /// <summary>
    /// Notes the names in messages of which they are not noted: those of versions before, or of an engine of one that still runs. In small
    /// pieces, each by itself, beside all other work.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up; what was noted stays so.</param>
    /// <returns>The number of messages noted.</returns>
    public static async Task<long> FillAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        for (var (noted, last) = (0L, 0L); ;)
        {
            var slice = await ReadAsync(
                source,
                $"WHERE q.noms IS NULL AND q.quarantaine_id > $1 ORDER BY q.quarantaine_id LIMIT {MessagesPerSliceMax}",
                new NpgsqlParameter { Value = last },
                cancellationToken);
            if (slice.Count == 0)
            {
                return noted;
            }

            await using var command = source.CreateCommand("""
                UPDATE quarantaine AS q SET noms = n.noms::jsonb FROM unnest($1::bigint[], $2::text[]) AS n(id, noms)
                WHERE q.quarantaine_id = n.id AND q.noms IS NULL
                """);
            command.Parameters.Add(new() { Value = slice.Select(m => m.Id).ToArray() });
            command.Parameters.Add(new() { Value = slice.Select(m => m.Names.AsJson()).ToArray() });
            await command.ExecuteNonQueryAsync(cancellationToken);
            (noted, last) = (noted + slice.Count, slice[^1].Id);
        }
    }

    /// <summary>
    /// The messages that name a member, however and wherever: by the member's number, or by that of a beneficiary of theirs alone.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="adherentId">The member.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<NamingMessage>> OfAdherentAsync(
        NpgsqlDataSource source, string adherentId, CancellationToken cancellationToken)
    {
        await FillAsync(source, cancellationToken);
        var sought = new HashSet<string>(StringComparer.Ordinal) { MessageNames.Normalize(adherentId) };
        sought.UnionWith((await BeneficiairesAsync(source, adherentId, cancellationToken)).Select(MessageNames.Normalize));
        var own = MessageNames.Normalize(adherentId);

        // A message that states the member beside a beneficiary says whose that is, where no payment does yet.
        var found = await FindAsync(source, sought, cancellationToken);
        var beside = found.Where(m => IsOf(m.Names, own) && !StatesOthers(m.Names, own))
            .SelectMany(m => m.Names.BeneficiaireIds.Select(MessageNames.Normalize)).ToHashSet();
        if (!beside.IsSubsetOf(sought))
        {
            sought.UnionWith(beside);
            found = await FindAsync(source, sought, cancellationToken);
        }

        return [.. found.Select(m => new NamingMessage(m.Id, m.IsOpen, StatesOthers(m.Names, own)))];
    }

    /// <summary>The members whom messages name: those stated, and those of whom the database knows a number that stands in them.</summary>
    /// <param name="source">The database.</param>
    /// <param name="names">The names in the messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<NamedMembers> MembersAsync(
        NpgsqlDataSource source, MessageNames names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        var known = await KnownMembers.NamedAsync(source, names.Spellings, cancellationToken);
        string[] members = [.. names.AdherentIds.Concat(known).Distinct(StringComparer.Ordinal).Take(MessageNames.MembersMax + 1)];
        return members.Length > MessageNames.MembersMax
            ? new(members[..MessageNames.MembersMax], HasMore: true)
            : new(members, names.HasMore);
    }

    /// <summary>
    /// The members of whom it is told that some kept messages name them, with their corrections: all of a message, and of one that names
    /// more than are recorded those alone who were asked for.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="quarantaineIds">The messages, no more than are read at a time.</param>
    /// <param name="asked">The names by which the messages were found, as <see cref="MessageNames.Normalize"/> writes them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<string>> MembersAsync(
        NpgsqlDataSource source,
        IReadOnlyCollection<long> quarantaineIds,
        IReadOnlyCollection<string> asked,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(quarantaineIds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quarantaineIds.Count, MessagesPerSliceMax);
        var members = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in await ReadAsync(
            source, "WHERE q.quarantaine_id = ANY ($1)", new NpgsqlParameter { Value = quarantaineIds.ToArray() }, cancellationToken))
        {
            var named = await MembersAsync(source, message.Names, cancellationToken);
            members.UnionWith(named.HasMore ? await AskedAsync(source, message.Names, asked, cancellationToken) : named.Ids);
        }

        return [.. members];
    }

    private static async Task<IEnumerable<string>> AskedAsync(
        NpgsqlDataSource source, MessageNames names, IReadOnlyCollection<string> asked, CancellationToken cancellationToken)
    {
        string[] found = [.. asked.Where(names.All.Contains)];
        return names.AdherentIds.Where(a => found.Contains(MessageNames.Normalize(a))).Concat(
            await KnownMembers.NamedAsync(source, found.Concat(found.Select(f => f.ToLowerInvariant())), cancellationToken));
    }

    private static bool IsOf(MessageNames names, string own) => names.AdherentIds.Any(a => MessageNames.Normalize(a) == own);

    private static bool StatesOthers(MessageNames names, string own) => names.AdherentIds.Any(a => MessageNames.Normalize(a) != own);

    private static async Task<List<Named>> FindAsync(
        NpgsqlDataSource source, HashSet<string> sought, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            source,
            $"WHERE q.noms ?| $1 ORDER BY q.quarantaine_id",
            new NpgsqlParameter { Value = sought.Append(MessageNames.More).ToArray() },
            cancellationToken);
        return [.. found.Where(m => m.Names.All.Overlaps(sought))];
    }

    // The beneficiaries of whom every payment names this member and no other: a child of two parents is the other's too.
    private static async Task<List<string>> BeneficiairesAsync(
        NpgsqlDataSource source, string adherentId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            SELECT beneficiaire_id FROM ligne
            WHERE beneficiaire_id IN (SELECT beneficiaire_id FROM ligne WHERE adherent_id = $1)
            GROUP BY 1
            HAVING bool_and(adherent_id = $1)
            """);
        command.CommandTimeout = JourneeWalk.TotalsTimeoutSeconds;
        command.Parameters.Add(new() { Value = adherentId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(r => r.GetString(0), cancellationToken);
    }

    private static async Task<List<Named>> ReadAsync(
        NpgsqlDataSource source, string which, NpgsqlParameter parameter, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"SELECT q.quarantaine_id, q.etat = 0, {Bodies} FROM quarantaine AS q {which}");
        command.CommandTimeout = JourneeWalk.TotalsTimeoutSeconds;
        command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(
            r => new Named(
                r.GetInt64(0),
                r.GetBoolean(1),
                MessageNames.Of(
                    [r.GetFieldValue<byte[]>(2), .. r.GetFieldValue<byte[][]>(3).Select(b => (ReadOnlyMemory<byte>)b)])),
            cancellationToken);
    }

    private readonly record struct Named(long Id, bool IsOpen, MessageNames Names);
}
