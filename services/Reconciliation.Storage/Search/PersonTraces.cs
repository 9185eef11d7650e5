using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>A refused message that names somebody, or the payment that is looked for.</summary>
/// <param name="QuarantaineId">The message.</param>
/// <param name="RecuLe">When it first came.</param>
/// <param name="Name">The number of a person by which it was found; null: it was found by its payment.</param>
/// <param name="Rules">The rules that it breaks.</param>
public sealed record NamingRefusal(long QuarantaineId, DateTimeOffset RecuLe, string? Name, IReadOnlyList<string> Rules);

/// <summary>
/// Finds what there is of a person besides soins: lines that are in none, and refused messages that nobody has settled.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="streams">How lines are read back.</param>
public sealed class PersonTraces(NpgsqlDataSource source, PaymentStreams streams)
{
    /// <summary>The most lines, and the most messages.</summary>
    public const int TracesMax = 20;

    private const string Journees = """
        (SELECT DISTINCT beneficiaire_id, date_soin FROM ligne_non_rattachee WHERE adherent_id = ANY ($1) LIMIT $2)
        UNION
        (SELECT DISTINCT beneficiaire_id, date_soin FROM ligne_non_rattachee WHERE beneficiaire_id = ANY ($1) LIMIT $2)
        """;

    /// <summary>Lines that are in no soin and have every term, of whom a term names.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<StoredLigne>> UnattachedAsync(
        IReadOnlyList<SearchTerm> terms, CancellationToken cancellationToken)
    {
        var numbers = NumbersOf(terms);
        if (numbers.Length == 0)
        {
            return [];
        }

        var journees = await ReadAsync(Journees, numbers, RowReaders.Journee, cancellationToken);
        if (journees.Count == 0)
        {
            return [];
        }

        var facts = await SoinFacts.ReadAsync(source, journees, streams, cancellationToken);
        return
        [
            .. facts.Lignes.Where(l => l is { SoinId: null, IsCurrent: true })
                .Select(l => l.Stored)
                .Where(l => terms.All(t => t.Reading.Any(r => r.IsOfUnattached(l) || (r.Kind == ReadingKind.Figure
                    && r.Montant == l.Ligne.Montant))))
                .Take(TracesMax),
        ];
    }

    /// <summary>
    /// Refused messages that name whom a term names, or a payment that has every term: by its references, its days and its amounts. Their
    /// contents are read by nobody for that. One that names more persons than are recorded is no payment.
    /// </summary>
    /// <param name="terms">The terms.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<NamingRefusal>> RefusalsAsync(
        IReadOnlyList<SearchTerm> terms, CancellationToken cancellationToken)
    {
        string[] numbers = [.. NumbersOf(terms).Select(MessageNames.Normalize).Distinct(StringComparer.Ordinal)];
        string[][] keys = [.. terms.Select(t => (string[])[.. numbers, .. PaymentKeys.Of(t).Distinct(StringComparer.Ordinal)])];
        var hasEveryTerm = Array.TrueForAll(keys, k => k.Length > 0);
        if (numbers.Length == 0 && !hasEveryTerm)
        {
            return [];
        }

        var ofPayment = hasEveryTerm ? string.Join(" AND ", keys.Select((_, i) => $"noms ?| ${i + 3}")) : "false";
        await using var command = source.CreateCommand($"""
            SELECT quarantaine_id, recu_le, (SELECT n FROM unnest($1) AS n WHERE noms ? n LIMIT 1), regles FROM quarantaine
            WHERE etat = 0 AND (noms ?| $1 OR ({ofPayment} AND NOT noms ? '{MessageNames.More}'))
            ORDER BY quarantaine_id DESC
            LIMIT $2
            """);
        command.Parameters.Add(Texts(numbers));
        command.Parameters.Add(new() { Value = TracesMax });
        foreach (var term in hasEveryTerm ? keys : [])
        {
            command.Parameters.Add(Texts(term));
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(
            r => new NamingRefusal(
                r.GetInt64(0), r.GetFieldValue<DateTimeOffset>(1), r.IsDBNull(2) ? null : r.GetString(2), r.GetFieldValue<string[]>(3)),
            cancellationToken);
    }

    /// <summary>The members whom refused messages name.</summary>
    /// <param name="refusals">The messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<string>> MembersOfAsync(IReadOnlyList<NamingRefusal> refusals, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refusals);
        return refusals.Count == 0
            ? Task.FromResult<IReadOnlyList<string>>([])
            : QuarantaineNames.MembersAsync(
                source, [.. refusals.Select(r => r.QuarantaineId)], [.. refusals.Select(r => r.Name).OfType<string>()], cancellationToken);
    }

    /// <summary>Whether a refused message that nobody has settled states one of the references that a term may mean.</summary>
    /// <param name="term">The term.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> KnowsAsync(SearchTerm term, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT EXISTS (SELECT FROM quarantaine WHERE etat = 0 AND noms ?| $1)");
        command.Parameters.Add(Texts([.. PaymentKeys.Of(term).Distinct(StringComparer.Ordinal)]));
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // "21" may be a member, and is also in every other message; a number that cannot be an amount names somebody.
    private static string[] NumbersOf(IReadOnlyList<SearchTerm> terms) =>
    [
        .. terms.SelectMany(t => t.Reading.Where(r => r.Kind == ReadingKind.Adherent).Select(r => r.Text)
            .Where(text => !t.MayBeMontant || text.Any(c => !char.IsAsciiDigit(c)))).Distinct(StringComparer.Ordinal),
    ];

    private async Task<List<T>> ReadAsync<T>(
        string sql, string[] numbers, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(Texts(numbers));
        command.Parameters.Add(new() { Value = TracesMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(read, cancellationToken);
    }

    private static NpgsqlParameter Texts(string[] texts) => new() { Value = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
