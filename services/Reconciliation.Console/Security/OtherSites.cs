using Microsoft.AspNetCore.Http;

namespace Reconciliation.ConsoleWeb.Security;

/// <summary>
/// Tells a page that a person opens from one that another site opens in their browser. A form carries a token of the session; a page that
/// is only read does not, and would leave a row in the record of accesses in the name of an agent who never wanted it.
/// </summary>
internal static class OtherSites
{
    /// <summary>The header by which browsers say who made them ask; scripts cannot set it.</summary>
    public const string Header = "Sec-Fetch-Site";

    /// <summary>
    /// Whether another site made the browser ask: neither this console nor the agent, by an address, a bookmark or a program. Browsers of
    /// before 2023, and what is no browser, say nothing and are believed.
    /// </summary>
    /// <param name="request">The request.</param>
    public static bool Sent(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers[Header] is { Count: > 0 } said && said != "same-origin" && said != "none";
}
