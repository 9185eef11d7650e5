using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Reconciliation.Contracts;

namespace Reconciliation.ConsoleWeb.Security;

/// <summary>
/// A NIR in the query of an address goes no further: pages repeat their addresses, in the forms that stand on them and in those to which
/// they lead. The value that holds it is taken out, whatever it was to filter.
/// </summary>
internal static partial class QueryNir
{
    /// <summary>Takes out what holds a NIR.</summary>
    /// <param name="request">The request of a page.</param>
    public static void TakeOut(HttpRequest request)
    {
        if (request.Query.Any(q => Holds(q.Key) || q.Value.Any(Holds)))
        {
            request.QueryString = QueryString.Create(request.Query.Where(q => !Holds(q.Key) && !q.Value.Any(Holds)));
        }
    }

    // An id of the service's own may hold any digits.
    private static bool Holds(string? text) => text is not null && Nir.EstPresent(Ids().Replace(text, " x "));

    [GeneratedRegex("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Ids();
}
