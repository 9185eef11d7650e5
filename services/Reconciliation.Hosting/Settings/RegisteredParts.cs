using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Hosting;

/// <summary>The parts that a request may name.</summary>
public static class RegisteredParts
{
    /// <summary>The parts that this host knows.</summary>
    /// <param name="http">The request.</param>
    public static PartCatalogue Parts(this HttpContext http) => http.RequestServices.GetRequiredService<PaymentStreams>().Parts;
}
