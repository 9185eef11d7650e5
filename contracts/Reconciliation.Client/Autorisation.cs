using System.Net.Http.Headers;

namespace Reconciliation.Client;

/// <summary>Adds a token to every attempt.</summary>
/// <param name="options">The options that give tokens.</param>
internal sealed class Autorisation(ReconciliationClientOptions options) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await options.Jeton!(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}
