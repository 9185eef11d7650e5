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

    /// <summary>The headers by which the same browsers say how, and what for.</summary>
    public const string ModeHeader = "Sec-Fetch-Mode", DestinationHeader = "Sec-Fetch-Dest";

    /// <summary>
    /// Whether another site made the browser ask: neither this console nor the agent, by an address, a bookmark or a program. Browsers of
    /// before 2023, and what is no browser, say nothing and are believed.
    /// </summary>
    /// <param name="request">The request.</param>
    public static bool Sent(HttpRequest request) => HttpMethods.IsGet(request.Method) && Made(request);

    /// <summary>The same of a form: what stands in it is another site's.</summary>
    /// <param name="request">The request.</param>
    public static bool Made(HttpRequest request) =>
        request.Headers[Header] is { Count: > 0 } said && said != "same-origin" && said != "none";

    /// <summary>
    /// Whether another site uses an answer within a page of its own: a script, a picture, a frame. Nobody of this console asks so, whatever
    /// the answer holds. A link that leads here, such as one of the intranet or of the sign-in, opens a page of its own.
    /// </summary>
    /// <param name="request">The request.</param>
    public static bool Embedded(HttpRequest request) =>
        Sent(request) && !(request.Headers[ModeHeader] == "navigate" && request.Headers[DestinationHeader] == "document");
}
