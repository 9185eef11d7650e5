using System.Globalization;
using Microsoft.AspNetCore.Http;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Contracts;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The filter of a member's soins. It stands in the address, which can be kept, sent to a colleague and gone back to.</summary>
/// <param name="FromDay">The first day of care.</param>
/// <param name="ToDay">The last day of care.</param>
/// <param name="Situation">The only situation, if one.</param>
/// <param name="After">The last soin of the page before.</param>
public sealed record SoinFilter(DateOnly? FromDay, DateOnly? ToDay, Situation? Situation, (DateOnly DateSoin, Guid SoinId)? After)
{
    public bool IsEmpty => this is { FromDay: null, ToDay: null, Situation: null };

    /// <summary>The situations to read; none: any.</summary>
    public IReadOnlyList<Domain.Situation> SituationsRead => Situation is { } situation ? [(Domain.Situation)situation] : [];

    /// <summary>Reads a filter; what cannot be read does not filter, since forms write only what can.</summary>
    /// <param name="query">The query.</param>
    /// <param name="tokens">Reads the place in it.</param>
    internal static SoinFilter From(IQueryCollection query, AddressTokens tokens) => new(
        Day(query["du"]),
        Day(query["au"]),
        Enum.TryParse<Situation>(query["situation"], ignoreCase: true, out var situation) && Enum.IsDefined(situation) ? situation : null,
        query["apres"].ToString() is { Length: > 0 } token ? Place(tokens.Place(token)) : null);

    /// <summary>The query that <see cref="From"/> reads.</summary>
    /// <param name="tokens">Writes the place into it, which holds a day of care.</param>
    internal string ToQuery(AddressTokens tokens)
    {
        var members = new Dictionary<string, string?>
        {
            ["du"] = Text(FromDay),
            ["au"] = Text(ToDay),
            ["situation"] = Situation?.ToString(),
            ["apres"] = After is { } place ? tokens.ForPlace($"{Text(place.DateSoin)}.{place.SoinId}") : null,
        };
        return QueryString.Create(members.Where(m => m.Value is not null)).ToUriComponent();
    }

    private static (DateOnly DateSoin, Guid SoinId)? Place(string? place) => place?.Split('.') is [var day, var soinId]
        ? (DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture), Guid.Parse(soinId, CultureInfo.InvariantCulture))
        : null;

    private static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
