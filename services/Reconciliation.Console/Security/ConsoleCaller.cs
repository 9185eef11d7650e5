using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Reconciliation.Core;
using Reconciliation.Hosting;

namespace Reconciliation.ConsoleWeb.Security;

/// <summary>The caller of a use case that reads a page: an agent, who sees no member's data until a reason is known.</summary>
internal static class ConsoleCaller
{
    /// <summary>The application, as it is recorded.</summary>
    private const string ClientName = "console";

    /// <param name="http">The request.</param>
    public static Caller Caller(this HttpContext http) => new()
    {
        Disclosures = http.Features.GetRequiredFeature<CallDisclosures>(),
        Name = http.User.Identity!.Name!,
        Client = ClientName,
        IsAgent = true,
        IsPerson = true,
        IsSupervisor = http.User.HasScope(Scopes.Supervision),
        MustGiveMotif = true,
    };
}
