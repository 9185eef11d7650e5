using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Reconciliation.Hosting;

/// <summary>Tells whose fault a failure of a request is: one answer for every edge.</summary>
public static class FailureStatus
{
    /// <summary>The status of a request that failed.</summary>
    /// <param name="failure">The failure.</param>
    public static int Of(Exception failure) => failure switch
    {
        NpgsqlException or TimeoutException => StatusCodes.Status503ServiceUnavailable,
        BadHttpRequestException bad => bad.StatusCode,

        // A chunk whose size is no number of this machine, and a form that is none: the server says so in other ways.
        IOException { InnerException: OverflowException } or InvalidDataException => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status500InternalServerError,
    };
}
