using Microsoft.AspNetCore.Http;
using Reconciliation.ConsoleWeb.Pages;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Security;

/// <summary>
/// Why a member's data is read. It is asked once, before the first page that shows them, and recorded with every page after it: the
/// record of accesses is what remembers it, so that any console knows.
/// </summary>
/// <param name="acces">The record of accesses.</param>
/// <param name="clock">The clock.</param>
internal sealed class ReasonGate(Storage.AccessLog acces, TimeProvider clock)
{
    /// <summary>How long after the last page of a member the same call goes on.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromHours(1);

    /// <summary>The application, as it is recorded.</summary>
    private const string ClientName = "console";

    /// <summary>The reasons that need no typing, the usual one first.</summary>
    public static IReadOnlyList<string> Usual { get; } =
    [
        "Appel : où est le second remboursement ?",
        "Appel : montant reçu",
        "Appel : autre question sur un soin",
        "Traitement d'un dossier, sans appel",
    ];

    /// <summary>
    /// Shows a page of a member's data if the reason is known, and records the access before the page leaves; else asks for the reason.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="action">What is read.</param>
    /// <param name="adherentIds">Whose data: the one whom the reason is about first.</param>
    /// <param name="soinId">Which soin, if one.</param>
    /// <param name="page">The page.</param>
    public async Task<IResult> WithMotifAsync(
        HttpContext http, string action, IReadOnlyList<string> adherentIds, Guid? soinId, Func<Task<IResult>> page)
    {
        var (agent, now) = (http.User.Identity!.Name!, clock.GetUtcNow());
        if (await acces.CurrentMotifAsync(agent, adherentIds[0], now - Validity, http.RequestAborted) is not { } motif)
        {
            return http.Request.Headers.ContainsKey(Fragments.Header)
                ? Results.StatusCode(StatusCodes.Status403Forbidden)
                : Rendering.Page<ReasonPage, ReasonRequest>(new(ReasonEndpoints.Here(http), null));
        }

        await acces.RecordAsync(new(agent, ClientName, action, adherentIds, soinId, motif), now, http.RequestAborted);
        return await page();
    }

    /// <summary>Records a reason that the agent gave.</summary>
    /// <param name="http">The request.</param>
    /// <param name="adherentId">Whose data will be read.</param>
    /// <param name="motif">The reason.</param>
    public Task GiveAsync(HttpContext http, string adherentId, string motif) =>
        acces.RecordAsync(new(http.User.Identity!.Name!, ClientName, "donnerMotif", [adherentId], Motif: motif), clock.GetUtcNow(), http.RequestAborted);
}
