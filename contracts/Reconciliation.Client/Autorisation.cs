using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace Reconciliation.Client;

/// <summary>Adds the token, and the reason of an agent, to every attempt.</summary>
/// <param name="options">The options that hold the token and the reason.</param>
internal sealed class Autorisation(IOptions<ReconciliationClientOptions> options) : DelegatingHandler
{
    private const string Motif = "X-Motif-Acces";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await options.Value.Jeton!(cancellationToken));
        if (options.Value.Motif is { } motif)
        {
            request.Headers.Remove(Motif);
            request.Headers.TryAddWithoutValidation(Motif, motif);
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
