using System.Globalization;
using Microsoft.AspNetCore.Http;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Canal = Reconciliation.Domain.Canal;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>
/// The part of a work list that the address asks for, which can be kept, sent to a colleague and gone back to. A value that cannot be read
/// does not filter, since forms write only values that can.
/// </summary>
public sealed record ListFilter
{
    /// <summary>The value of <see cref="TakenBy"/> for the agent who looks.</summary>
    public const string Me = "moi";

    /// <summary>The value of <see cref="TakenBy"/> for rows that nobody has taken up.</summary>
    public const string Nobody = "personne";

    private const string ColleaguePrefix = "par:";

    /// <summary>The orders, by their names in addresses, with their names on screen: the first is the usual one.</summary>
    public static IReadOnlyList<(WorkListOrder Order, string Name, string Label)> Orders { get; } =
    [
        (WorkListOrder.Oldest, "anciennete", "ancienneté, la plus grande d’abord"),
        (WorkListOrder.Latest, "recent", "ancienneté, la plus petite d’abord"),
        (WorkListOrder.Most, "enjeu", "montant, le plus élevé d’abord"),
        (WorkListOrder.Least, "enjeu-croissant", "montant, le plus faible d’abord"),
    ];

    public WorkListOrder Order { get; init; }

    /// <summary>The class of age; null: all.</summary>
    public int? AgeClass { get; init; }

    /// <summary>The missing part; null: any.</summary>
    public Part? ExpectedPart { get; init; }

    /// <summary>The channel; null: any.</summary>
    public Canal? Canal { get; init; }

    /// <summary>The agent who has taken them up: <see cref="Me"/>, <see cref="Nobody"/>, or a <see cref="Colleague"/>; null: any.</summary>
    public string? TakenBy { get; init; }

    /// <summary>The least amount; null: any.</summary>
    public Montant? EnjeuMin { get; init; }

    /// <summary>The greatest amount; null: any.</summary>
    public Montant? EnjeuMax { get; init; }

    /// <summary>The first day of care; null: any.</summary>
    public DateOnly? FromDay { get; init; }

    /// <summary>The last day of care; null: any.</summary>
    public DateOnly? ToDay { get; init; }

    /// <summary>The last row of the page before; null: none.</summary>
    public WorkListPlace? After { get; init; }

    /// <summary>The first row of the page after; null: none.</summary>
    public WorkListPlace? Before { get; init; }

    /// <summary>The same rows in the same order, from the beginning.</summary>
    public ListFilter FromStart => this with { After = null, Before = null };

    /// <summary>Whether it asks for all rows of a class of age.</summary>
    public bool IsAgeOnly => FromStart with { AgeClass = null, Order = default } == new ListFilter();

    /// <summary>The value of <see cref="TakenBy"/> for a colleague.</summary>
    /// <param name="agent">The colleague.</param>
    public static string Colleague(string agent) => ColleaguePrefix + agent;

    /// <summary>The filter that an address asks for.</summary>
    /// <param name="query">The query of the address.</param>
    /// <param name="tokens">Reads the place in it.</param>
    /// <param name="parts">The parts of this host: a late soin may lack those for which soins wait.</param>
    internal static ListFilter From(IQueryCollection query, AddressTokens tokens, PartCatalogue parts)
    {
        WorkListPlace? Place(string name) => query[name].ToString() is { Length: > 0 } token ? ReadPlace(tokens.Place(token)) : null;
        return new()
        {
            Order = Orders.FirstOrDefault(o => o.Name == query["tri"]).Order,
            AgeClass = WorkListAge.Read(query["age"]),
            ExpectedPart = parts.Awaited.FirstOrDefault(p => p.Code == query["part"]),
            Canal = Enum.TryParse<Canal>(query["canal"], out var canal) && Enum.IsDefined(canal) ? canal : null,
            TakenBy = query["pris"].ToString() is var taken && (taken is Me or Nobody || IsColleague(taken)) ? taken : null,
            EnjeuMin = Amount(query["min"]),
            EnjeuMax = Amount(query["max"]),
            FromDay = Day(query["du"]),
            ToDay = Day(query["au"]),
            After = Place("apres"),
            Before = Place("avant"),
        };
    }

    /// <summary>The query of the same rows from the beginning.</summary>
    public string ToQuery() => Query(null);

    /// <summary>The query that <see cref="From"/> reads.</summary>
    /// <param name="tokens">Writes the place into it, which holds the amount of a soin.</param>
    internal string ToQuery(AddressTokens tokens) =>
        Query((Before ?? After) is { } place ? tokens.ForPlace($"{place.Since.UtcTicks}.{place.Enjeu}.{place.SoinId}") : null);

    private string Query(string? place)
    {
        var members = new Dictionary<string, string?>
        {
            ["tri"] = Order == default ? null : Orders.First(o => o.Order == Order).Name,
            ["age"] = AgeClass?.ToString(CultureInfo.InvariantCulture),
            ["part"] = ExpectedPart?.Code,
            ["canal"] = Canal?.ToString(),
            ["pris"] = TakenBy,
            ["min"] = Field(EnjeuMin),
            ["max"] = Field(EnjeuMax),
            ["du"] = Texts.French.Field(FromDay),
            ["au"] = Texts.French.Field(ToDay),
            [Before is null ? "apres" : "avant"] = place,
        };
        return QueryString.Create(members.Where(m => m.Value is not null)).ToUriComponent();
    }

    /// <summary>The rows asked for.</summary>
    /// <param name="agent">The agent who looks.</param>
    /// <param name="now">Now.</param>
    public WorkListFilter Rows(string agent, DateTimeOffset now) => new()
    {
        AgeClass = WorkListAge.Limits(AgeClass, now),
        ExpectedPart = ExpectedPart,
        Canal = Canal,
        EnjeuMin = EnjeuMin,
        EnjeuMax = EnjeuMax,
        FromDay = FromDay,
        ToDay = ToDay,
        Agent = TakenBy == Me ? agent : IsColleague(TakenBy) ? TakenBy![ColleaguePrefix.Length..] : null,
        IsFree = TakenBy == Nobody,
    };

    /// <summary>An amount as a field shows it: <c>12,50</c>.</summary>
    /// <param name="amount">The amount.</param>
    public static string? Field(Montant? amount) =>
        amount?.Euros.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ',');

    /// <summary>An instant of an address, as the database takes it: in UTC; null: there is none.</summary>
    /// <param name="text">The text.</param>
    internal static DateTimeOffset? ReadInstant(string? text) =>
        DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : null;

    private static WorkListPlace? ReadPlace(string? place) => place?.Split('.') is [var ticks, var enjeu, var soinId]
        ? new(
            new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero),
            long.Parse(enjeu, CultureInfo.InvariantCulture),
            Guid.Parse(soinId, CultureInfo.InvariantCulture))
        : null;

    // No name of an agent has a sign that the database cannot hold.
    private static bool IsColleague(string? taken) =>
        taken?.StartsWith(ColleaguePrefix, StringComparison.Ordinal) == true && taken.Length > ColleaguePrefix.Length
        && !taken.Any(char.IsControl);

    private static Montant? Amount(string? text) =>
        decimal.TryParse(text?.Replace(',', '.').Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var euros)
            && euros <= Limites.MontantMax
            ? new((long)(euros * 100))
            : null;

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
